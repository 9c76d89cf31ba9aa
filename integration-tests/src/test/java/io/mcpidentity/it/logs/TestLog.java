package io.mcpidentity.it.logs;

import java.io.IOException;
import java.nio.file.Files;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;

/** What is logged in the JVM of the tests: {@code logging.properties} of the integration tests names this class. */
public final class TestLog extends StreamHandler {

    /** Opens a file of its own. */
    public TestLog() throws IOException {
        super(Files.newOutputStream(Logs.file("tests")), new SimpleFormatter());
        setLevel(Level.ALL);
    }

    @Override
    public synchronized void publish(LogRecord logged) {
        super.publish(logged);
        flush();
    }
}
