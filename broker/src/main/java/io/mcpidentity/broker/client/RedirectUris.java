package io.mcpidentity.broker.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which redirect URIs a client may have, and whether one in a request is one of the client's (RFC 6749 §3.1.2, RFC 8252
 * §7, OAuth 2.1 §2.3). Thread-safe.
 *
 * <p>Does not check who owns a private-use scheme or a loopback port: nobody can (RFC 8252 §8.6).
 */
public final class RedirectUris {

    /** The most redirect URIs of one client. */
    public static final int MOST = 32;

    /** The longest redirect URI, in characters. */
    public static final int LONGEST = 1024;

    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e&&[^\\\\\"<>^`{|}]]+");

    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*");

    private static final Pattern ENCODED_CONTROL = Pattern.compile("%(?:[01][0-9a-f]|7f)", Pattern.CASE_INSENSITIVE);

    private static final Pattern DOT_SEGMENT = Pattern.compile("/(?:\\.|%2e){1,2}(?:/|$)", Pattern.CASE_INSENSITIVE);

    private static final String BYTE = "(?:0|[1-9][0-9]{0,2})";

    /** A name whose last label is no number, an IPv4 address in its one usual form, or an IPv6 address without a zone. */
    private static final Pattern HOST = Pattern.compile(
            "(?:[A-Za-z0-9-]+\\.)*[A-Za-z][A-Za-z0-9-]*" + "|(?:" + BYTE + "\\.){3}" + BYTE + "|\\[[0-9A-Fa-f:.]+]");

    private static final Pattern LOOPBACK =
            Pattern.compile("http://(127\\.0\\.0\\.1|\\[::1]|localhost)(?::([1-9][0-9]{0,4}))?((?:[/?].*)?)");

    /** Schemes that run a script, show content, open a program, or lead to the network without TLS. */
    private static final Set<String> DANGEROUS = Set.of(
            "about",
            "acap",
            "afp",
            "android-app",
            "blob",
            "callto",
            "cdn",
            "chrome",
            "chrome-extension",
            "cid",
            "cifs",
            "content",
            "data",
            "dav",
            "dict",
            "dns",
            "edge",
            "facetime",
            "facetime-audio",
            "feed",
            "file",
            "filesystem",
            "firefox",
            "ftp",
            "ftps",
            "git",
            "googlechrome",
            "googlechromes",
            "gopher",
            "help",
            "imap",
            "intent",
            "ipp",
            "irc",
            "itms",
            "itms-apps",
            "itms-appss",
            "itms-services",
            "jar",
            "javascript",
            "jdbc",
            "jnlp",
            "jnlps",
            "ldap",
            "ldaps",
            "livescript",
            "mailto",
            "market",
            "mhtml",
            "microsoft-edge",
            "mid",
            "mk",
            "mms",
            "mocha",
            "moz-extension",
            "news",
            "nfs",
            "nntp",
            "opera",
            "pop",
            "res",
            "resource",
            "rlogin",
            "rmi",
            "rtsp",
            "search",
            "search-ms",
            "sftp",
            "shell",
            "sip",
            "sips",
            "smb",
            "sms",
            "smsto",
            "ssh",
            "steam",
            "svn",
            "tel",
            "telnet",
            "tn3270",
            "urn",
            "vbscript",
            "view-source",
            "vnc",
            "webcal",
            "ws",
            "wss",
            "wyciwyg",
            "x-apple.systempreferences");

    private RedirectUris() {}

    /** Why a URI cannot be registered, in words that hold nothing of it and follow "it"; empty if it can. */
    public static Optional<String> problem(String uri) {
        if (uri.length() > LONGEST) {
            return Optional.of("is longer than " + LONGEST + " characters");
        }
        if (!FORM.matcher(uri).matches() || ENCODED_CONTROL.matcher(uri).find()) {
            return Optional.of("holds a character that a URI cannot have");
        }
        if (uri.indexOf('#') >= 0) {
            return Optional.of("has a fragment");
        }
        URI parsed;
        try {
            parsed = new URI(uri);
        } catch (URISyntaxException malformed) {
            return Optional.of("is no URI");
        }
        String scheme = parsed.getScheme();
        if (scheme == null || parsed.isOpaque()) {
            return Optional.of("is not absolute: a scheme, then a slash");
        }
        if (!SCHEME.matcher(scheme).matches()) {
            return Optional.of("has a scheme that is not in lower case");
        }
        String authority = parsed.getRawAuthority();
        if (authority != null && authority.indexOf('@') >= 0) {
            return Optional.of("has user information");
        }
        if (DOT_SEGMENT.matcher(path(parsed)).find()) {
            return Optional.of("has a path that climbs");
        }
        return switch (scheme) {
            case "https" -> isHost(parsed) ? Optional.empty() : Optional.of("has no proper host and port");
            case "http" ->
                isLoopback(uri)
                        ? Optional.empty()
                        : Optional.of("is http, which only 127.0.0.1, [::1] and localhost may be; use https");
            default ->
                (DANGEROUS.contains(scheme) || scheme.startsWith("web+")) || scheme.startsWith("ms-")
                        ? Optional.of("has a scheme that no app calls its own")
                        : Optional.empty();
        };
    }

    /**
     * Whether a URI that came in a request is one of those that are registered: the same, character by character; for
     * http on loopback the port is free, because the operating system gives it (RFC 8252 §7.3).
     */
    public static boolean matches(Collection<String> registered, String uri) {
        if (problem(uri).isPresent()) {
            return false;
        }
        Optional<String> portless = withoutPort(uri);
        return registered.stream()
                .anyMatch(known -> known.equals(uri)
                        || (portless.isPresent() && withoutPort(known).equals(portless)));
    }

    /** Whether it is http on loopback: any program on the person's machine may be listening there. */
    public static boolean isLoopback(String uri) {
        return withoutPort(uri).isPresent();
    }

    /** Whether it is of a private-use scheme: any app on the person's device may have claimed it. */
    public static boolean isPrivateUse(String uri) {
        String lower = uri.toLowerCase(Locale.ROOT);
        return !lower.startsWith("https:") && !lower.startsWith("http:");
    }

    private static Optional<String> withoutPort(String uri) {
        Matcher loopback = LOOPBACK.matcher(uri);
        if (!loopback.matches()) {
            return Optional.empty();
        }
        String port = loopback.group(2);
        if (port != null && Integer.parseInt(port) > 65_535) {
            return Optional.empty();
        }
        return Optional.of("http://" + loopback.group(1) + loopback.group(3));
    }

    /** Whether the authority is a host in one of its usual forms and, if it has one, a port that exists. */
    static boolean isHost(URI uri) {
        String host = uri.getHost();
        if (host == null || !HOST.matcher(host).matches()) {
            return false;
        }
        int port = uri.getPort();
        String authority = port < 0 ? host : host + ":" + port;
        return port != 0 && port <= 65_535 && authority.equals(uri.getRawAuthority());
    }

    private static String path(URI uri) {
        String path = uri.getRawPath();
        return path == null ? "" : path;
    }
}
