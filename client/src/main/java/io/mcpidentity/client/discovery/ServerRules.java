package io.mcpidentity.client.discovery;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.config.Urls;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What authorization server metadata has to say before anything in it is used. */
final class ServerRules {

    private ServerRules() {}

    /** Whether this can be an issuer identifier (RFC 8414 §2): an https URL, or one of loopback, without a query. */
    static boolean isIssuer(String text) {
        return SuppliedUrl.parse(text).filter(uri -> uri.getRawQuery() == null).isPresent();
    }

    /**
     * The metadata, if its issuer is one of these, character by character (RFC 8414 §3.3), and all of its endpoints are
     * secure; {@code what} begins the messages.
     */
    static AuthorizationServer check(Set<String> issuers, Map<String, Object> document, String what)
            throws AccessRefused {
        if (!(document.get("issuer") instanceof String issuer)) {
            throw new AccessRefused(what + " cannot be used: it names no issuer");
        }
        if (!issuers.contains(issuer)) {
            throw new AccessRefused(what + " cannot be used: it is that of another issuer"
                    + SuppliedUrl.parse(issuer)
                            .map(other -> ", " + SuppliedUrl.shown(other))
                            .orElse(""));
        }
        boolean local = Urls.isLoopback(URI.create(issuer));
        for (Map.Entry<String, Object> member : document.entrySet()) {
            String name = member.getKey();
            if ((name.endsWith("_endpoint") || name.equals("jwks_uri")) && !isUsable(member.getValue(), local)) {
                throw new AccessRefused(what + " cannot be used: one of its endpoints is not at an https URL");
            }
        }
        if (document.get("token_endpoint") == null) {
            throw new AccessRefused(what + " cannot be used: it names no token endpoint");
        }
        return new AuthorizationServer(issuer, document);
    }

    /** Plain http is for a server on this machine only: nobody else's metadata leads to loopback. */
    private static boolean isUsable(Object value, boolean local) {
        Optional<URI> uri = value instanceof String text ? SuppliedUrl.parse(text) : Optional.empty();
        return uri.filter(found -> local || !Urls.isLoopback(found)).isPresent();
    }

    /**
     * The same server, if people can sign in there without their code being of use to whoever intercepts it: it has an
     * authorization endpoint and knows PKCE with S256 (MCP 2026-07-28, Authorization Code Protection).
     */
    static AuthorizationServer forSignIn(AuthorizationServer server, String what) throws AccessRefused {
        if (server.authorizationEndpoint().isEmpty()) {
            throw new AccessRefused(what + " names no authorization endpoint: nobody can sign in there");
        }
        if (!server.codeChallengeMethods().contains("S256")) {
            throw new AccessRefused(what + " does not say that PKCE with S256 is supported"
                    + " (code_challenge_methods_supported), and without it an intercepted code could be used by others:"
                    + " its operator has to turn it on");
        }
        return server;
    }
}
