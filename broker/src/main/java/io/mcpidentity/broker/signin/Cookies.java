package io.mcpidentity.broker.signin;

import io.mcpidentity.broker.web.BrokerLocation;
import io.mcpidentity.spi.HttpEndpoints.Request;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The two cookies: one tells a browser from others, one that somebody is signed in with it. Immutable and thread-safe.
 *
 * <p>Cookies know no ports: on loopback, another program on this computer is sent what goes to this one. So their names
 * hold the port there, and the session's is sent to paths like the authorization endpoint's alone. A program on another
 * port that answers at such a path is sent it all the same.
 */
final class Cookies {

    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final String browser;
    private final String session;
    private final String path;
    private final String sessionPath;
    private final String attributes;

    Cookies(BrokerLocation location) {
        String root = location.path("/");
        this.path = root.length() > 1 ? root.substring(0, root.length() - 1) : root;
        String prefix = location.isSecure() ? (root.equals("/") ? "__Host-" : "__Secure-") : "";
        int port = URI.create(location.issuer()).getPort();
        String suffix = location.isSecure() || port < 0 ? "" : "-" + port;
        this.browser = prefix + "mcp-browser" + suffix;
        this.session = prefix + "mcp-session" + suffix;
        this.sessionPath = location.isSecure() ? path : location.path(BrokerLocation.AUTHORIZE);
        this.attributes = "; HttpOnly; SameSite=Lax" + (location.isSecure() ? "; Secure" : "");
    }

    /** What tells this browser from others. */
    Optional<String> browser(Request request) {
        return value(request, browser);
    }

    /** What says that somebody is signed in with it. */
    Optional<String> session(Request request) {
        return value(request, session);
    }

    Response withBrowser(Response response, String value) {
        return response.with("Set-Cookie", browser + "=" + value + "; Path=" + path + attributes);
    }

    Response withSession(Response response, String value, Duration lifetime) {
        String maxAge = "; Max-Age=" + lifetime.toSeconds();
        return response.with("Set-Cookie", session + "=" + value + "; Path=" + sessionPath + maxAge + attributes);
    }

    Response withoutSession(Response response) {
        return response.with("Set-Cookie", session + "=; Path=" + sessionPath + "; Max-Age=0" + attributes);
    }

    /** A cookie's value; empty where it is absent, is not one of ours, or comes twice: then one was planted. */
    private static Optional<String> value(Request request, String name) {
        List<String> found = new ArrayList<>();
        for (String header : request.headers().getOrDefault("cookie", List.of())) {
            for (String pair : header.split(";")) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                    found.add(pair.substring(equals + 1).strip());
                }
            }
        }
        return found.size() == 1 && VALUE.matcher(found.get(0)).matches()
                ? Optional.of(found.get(0))
                : Optional.empty();
    }
}
