package io.mcpidentity.testkit;

import java.text.MessageFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Everything that is logged meanwhile, at any level, through {@code java.util.logging}, but by the JDK and JUnit. */
final class LogCapture extends Handler implements AutoCloseable {

    private static final List<String> OTHERS = List.of("com.sun.", "sun.", "jdk.", "java.", "javax.", "org.junit.");

    private final Logger logger = Logger.getLogger("");
    private final Level before = logger.getLevel();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private LogCapture() {}

    static LogCapture start() {
        LogCapture capture = new LogCapture();
        capture.setLevel(Level.ALL);
        capture.logger.setLevel(Level.ALL);
        capture.logger.addHandler(capture);
        return capture;
    }

    String text() {
        return String.join("\n", lines);
    }

    @Override
    public void publish(LogRecord logged) {
        String name = Objects.requireNonNullElse(logged.getLoggerName(), "");
        if (OTHERS.stream().anyMatch(name::startsWith)) {
            return;
        }
        String message = logged.getMessage();
        Object[] parameters = logged.getParameters();
        lines.add(parameters == null ? message : MessageFormat.format(message, parameters));
        for (Throwable cause = logged.getThrown(); cause != null; cause = cause.getCause()) {
            lines.add(cause.toString());
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(before);
    }
}
