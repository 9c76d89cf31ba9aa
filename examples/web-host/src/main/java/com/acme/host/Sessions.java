package com.acme.host;

import io.mcpidentity.client.session.OAuthSession;
import io.mcpidentity.config.Configuration;
import java.net.URI;
import java.util.Map;

/**
 * A session for each user, with one registration and one store behind all of them. They are in memory here; {@code
 * client.store = file}, or a store of one's own, keeps them longer and for several processes.
 */
final class Sessions {
    private final OAuthSession all;

    Sessions(URI server, URI callback) {
        all = OAuthSession.create(
                server,
                Configuration.of(Map.of(
                        "client.name", "Acme Host",
                        "client.user-agent", "none",
                        "client.redirect-uri", callback.toString())));
    }

    /** Called for each request, so it only looks. */
    OAuthSession of(String user) {
        return all.forUser(user);
    }
}
