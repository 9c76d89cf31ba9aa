package io.mcpidentity.provider.google;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whether the JDK's HTTP client writes the URLs of requests, queries included, to some log. Thread-safe. */
final class HttpClientLog {

    private static final Logger DEBUG = System.getLogger("jdk.internal.httpclient.debug");

    /** Whoever runs the server sets these for all of its calls; the last two are about HTTP/2's headers, {@code :path} too. */
    private static final List<String> PROPERTIES = List.of(
            "jdk.httpclient.HttpClient.log",
            "jdk.internal.httpclient.debug",
            "jdk.internal.httpclient.hpack.debug",
            "jdk.internal.httpclient.hpack.log.level");

    /** Read once, as the client does. */
    private static final boolean FORCED = isForced(name -> System.getProperty(name));

    private HttpClientLog() {}

    /** Whether one of the properties is set. */
    static boolean isForced(Function<String, @Nullable String> properties) {
        return PROPERTIES.stream().anyMatch(name -> properties.apply(name) != null);
    }

    /** True where the root logger is at DEBUG, as it is while somebody looks for a fault. */
    static boolean showsUrls() {
        return FORCED || DEBUG.isLoggable(Level.DEBUG);
    }
}
