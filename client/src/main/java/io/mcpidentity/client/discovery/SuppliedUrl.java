package io.mcpidentity.client.discovery;

import io.mcpidentity.config.Urls;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rule for URLs that a server supplies: {@code https}, or {@code http} to loopback by its literal name; ASCII, with a
 * host, without a user and a fragment, and of a bearable length. Thread-safe.
 *
 * <p>Does not check where the host is; the transport does.
 */
final class SuppliedUrl {

    private static final int LONGEST = 2_048;
    private static final Pattern ASCII = Pattern.compile("[\\x21-\\x7e]+");

    private SuppliedUrl() {}

    /** The absolute URL in this text. */
    static Optional<URI> parse(String text) {
        return uri(text).filter(SuppliedUrl::isUsable);
    }

    /** The URL in this text, which may be relative to another (RFC 3986 §5). */
    static Optional<URI> resolve(URI base, String text) {
        return uri(text).map(reference -> rooted(base).resolve(reference)).filter(SuppliedUrl::isUsable);
    }

    /** Scheme, host and port: the scheme and the host in lower case, the port as it was written. */
    static String origin(URI uri) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return (uri.getScheme() + "://" + uri.getHost()).toLowerCase(Locale.ROOT) + port;
    }

    /** The URL for a message: without its query. */
    static String shown(URI uri) {
        return origin(uri) + uri.getRawPath();
    }

    private static Optional<URI> uri(String text) {
        if (text.length() > LONGEST || !ASCII.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }

    private static boolean isUsable(URI uri) {
        return uri.getHost() != null
                && uri.getRawUserInfo() == null
                && uri.getRawFragment() == null
                && Urls.isSecure(uri);
    }

    /** With a path, without which the JDK would glue a relative one to the host. */
    private static URI rooted(URI base) {
        return base.getRawPath().isEmpty() ? base.resolve("/") : base;
    }
}
