package io.mcpidentity.config;

import java.net.URI;
import java.util.Locale;

/** The rule for URLs that the configuration and the transport share: {@code https}, or {@code http} to loopback. */
public final class Urls {

    private Urls() {}

    /** Whether the URL is {@code https}, or {@code http} to a loopback host by its literal name. */
    public static boolean isSecure(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        return scheme.equals("https") || (scheme.equals("http") && isLoopback(uri));
    }

    /** Whether the host is {@code localhost}, in {@code 127.0.0.0/8} or {@code [::1]}, without resolving names. */
    public static boolean isLoopback(URI uri) {
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        return host.equals("localhost")
                || host.equals("[::1]")
                || host.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");
    }
}
