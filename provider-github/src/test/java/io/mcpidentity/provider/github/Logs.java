package io.mcpidentity.provider.github;

import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Everything that this project and the vendor's library log meanwhile, at any level. */
final class Logs extends Handler implements AutoCloseable {

    private final List<Logger> loggers = List.of(Logger.getLogger("io.mcpidentity"), Logger.getLogger("org.kohsuke"));
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private Logs() {}

    static Logs start() {
        Logs logs = new Logs();
        logs.setLevel(Level.ALL);
        for (Logger logger : logs.loggers) {
            logger.setLevel(Level.ALL);
            logger.addHandler(logs);
        }
        return logs;
    }

    String text() {
        return String.join("\n", lines);
    }

    long count(String level) {
        return lines.stream().filter(line -> line.startsWith(level + " ")).count();
    }

    @Override
    public void publish(LogRecord logged) {
        StringBuilder line = new StringBuilder(logged.getLevel().getName())
                .append(' ')
                .append(new SimpleFormatter().formatMessage(logged));
        if (logged.getParameters() != null) {
            line.append(MessageFormat.format(" {0}", List.of(logged.getParameters())));
        }
        for (Throwable cause = logged.getThrown(); cause != null; cause = cause.getCause()) {
            line.append('\n').append(cause);
        }
        lines.add(line.toString());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        for (Logger logger : loggers) {
            logger.removeHandler(this);
            logger.setLevel(null);
        }
    }
}
