package io.mcpidentity.broker.signin;

import io.mcpidentity.broker.client.RedirectUris;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Where an answer goes, in a person's words.
 *
 * @param shown the host, with a port that is not the usual one; for an application's own scheme, the scheme
 * @param kind what stands there
 */
record RedirectTarget(String shown, Kind kind) {

    /** What an answer can go to. */
    enum Kind {
        /** A web site. */
        WEB,
        /** A program on the person's own computer that listens on loopback. */
        LOOPBACK,
        /** A program on the person's own computer that owns a URI scheme. */
        SCHEME
    }

    /** The target of a redirect URI; empty for one that no browser should be sent to. */
    static Optional<RedirectTarget> of(String redirectUri) {
        if (RedirectUris.problem(redirectUri).isPresent()) {
            return Optional.empty();
        }
        URI uri = URI.create(redirectUri);
        if (RedirectUris.isPrivateUse(redirectUri)) {
            return Optional.of(new RedirectTarget(uri.getScheme() + ":", Kind.SCHEME));
        }
        String host = uri.getHost().toLowerCase(Locale.ROOT) + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        return Optional.of(new RedirectTarget(host, RedirectUris.isLoopback(redirectUri) ? Kind.LOOPBACK : Kind.WEB));
    }

    /** Whether the answer stays on the person's computer. */
    boolean isLocal() {
        return kind != Kind.WEB;
    }
}
