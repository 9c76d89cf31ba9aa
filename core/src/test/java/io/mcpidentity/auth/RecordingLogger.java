package io.mcpidentity.auth;

import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keeps what is logged. */
final class RecordingLogger implements System.Logger {

    final List<String> lines = new CopyOnWriteArrayList<>();
    private final Level level;

    RecordingLogger(Level level) {
        this.level = level;
    }

    @Override
    public String getName() {
        return "recording";
    }

    @Override
    public boolean isLoggable(Level asked) {
        return asked.getSeverity() >= level.getSeverity();
    }

    @Override
    public void log(Level at, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
        if (isLoggable(at)) {
            lines.add(String.valueOf(message));
        }
    }

    @Override
    public void log(Level at, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... values) {
        if (isLoggable(at)) {
            lines.add(String.valueOf(format));
        }
    }
}
