package com.acme.identity;

import io.mcpidentity.AccessToken;
import io.mcpidentity.testkit.EmulatedServer;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Acme's sign-in service, as far as its sessions go. */
final class AcmeSignInService extends EmulatedServer {

    private final Map<String, String> sessions = new ConcurrentHashMap<>();

    AcmeSignInService() {
        at("POST", "/session", request -> {
            String session = sessions.get(request.text());
            return session == null ? Answer.status(404) : Answer.text(200, "text/plain", session);
        });
    }

    AccessToken signIn(String user, String resource, String... teams) {
        AccessToken token = AccessToken.of("acme_" + UUID.randomUUID());
        sessions.put(token.value(), user + "\n" + resource + "\n300\n" + String.join("\n", teams));
        return token;
    }

    void signOut(AccessToken token) {
        sessions.remove(token.value());
    }
}
