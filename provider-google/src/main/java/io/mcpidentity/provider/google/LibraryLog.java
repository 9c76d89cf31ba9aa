package io.mcpidentity.provider.google;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps secrets out of the log of Google's HTTP library, which at {@code CONFIG} writes whole requests and answers. */
final class LibraryLog {

    /** Held here, because the log manager forgets loggers, and their filters, that nobody holds. */
    private static final Logger LOGGER = Logger.getLogger("com.google.api.client.http.HttpTransport");

    private static final List<String> SECRETS = List.of("assertion", "token", "authorization");
    private static final AtomicBoolean DONE = new AtomicBoolean();

    private LibraryLog() {}

    /** Leaves what may hold a secret out, from now on; what else somebody filters stays filtered. */
    static void withoutSecrets() {
        if (DONE.compareAndSet(false, true)) {
            Filter before = LOGGER.getFilter();
            LOGGER.setFilter(line -> isHarmless(line) && (before == null || before.isLoggable(line)));
        }
    }

    private static boolean isHarmless(LogRecord line) {
        String message = String.valueOf(line.getMessage()).toLowerCase(Locale.ROOT);
        return SECRETS.stream().noneMatch(message::contains);
    }
}
