package io.mcpidentity.client.discovery;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.discovery.Documents.Absent;
import io.mcpidentity.client.discovery.Documents.Answer;
import io.mcpidentity.client.discovery.Documents.Found;
import io.mcpidentity.oidc.WellKnown;
import io.mcpidentity.spi.HttpTransport;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the metadata of an authorization server (RFC 8414, OpenID Connect Discovery 1.0; MCP 2026-07-28, Authorization Server
 * Metadata Discovery). Thread-safe; nothing is kept.
 *
 * <p>Metadata whose issuer is not the one that was asked for, character by character, ends the search.
 */
public final class ServerDiscovery {

    private static final Map<String, String> HEADERS = Map.of("Accept", "application/json");
    private static final Map<String, String> LEGACY_HEADERS =
            Map.of("Accept", "application/json", "MCP-Protocol-Version", "2025-03-26");

    private final Documents documents;

    /** A discovery that fetches through this transport, which decides where it may lead. */
    public ServerDiscovery(HttpTransport http) {
        this(http, InstantSource.system());
    }

    ServerDiscovery(HttpTransport http, InstantSource clock) {
        documents = new Documents(http, clock);
    }

    /** The metadata of a server at which somebody is to sign in: it has to have what that takes, PKCE with S256 included. */
    public AuthorizationServer find(String issuer) throws ClientFailure {
        return ServerRules.forSignIn(findForMachine(issuer), what(issuer));
    }

    /** The metadata for grants in which nobody signs in; does not check what signing in would take. */
    public AuthorizationServer findForMachine(String issuer) throws ClientFailure {
        if (!ServerRules.isIssuer(issuer)) {
            throw new AccessRefused("The authorization server's issuer is no https URL without query and fragment");
        }
        String instead = "";
        for (URI place : WellKnown.of(URI.create(issuer))) {
            Answer answer = documents.get(what(place), place, HEADERS);
            if (answer instanceof Found found) {
                return ServerRules.check(Set.of(issuer), found.document(), what(place));
            }
            instead = answer instanceof Absent absent ? absent.instead() : instead;
        }
        throw new AccessRefused(what(issuer) + " is at none of its well-known URLs; at the last of them is " + instead);
    }

    /**
     * The authorization server that a server of MCP 2025-03-26 is itself: the metadata at its origin, and if there is none,
     * the default endpoints, of which that revision says that they know PKCE.
     */
    public AuthorizationServer ofLegacy(URI server) throws ClientFailure {
        String origin = SuppliedUrl.origin(server);
        for (URI place : WellKnown.of(URI.create(origin))) {
            if (documents.get(what(place), place, LEGACY_HEADERS) instanceof Found found) {
                // Nobody has named the issuer, and the same well-known URL belongs to both ways of writing it.
                Set<String> issuers = Set.of(origin, origin + "/");
                return ServerRules.forSignIn(ServerRules.check(issuers, found.document(), what(place)), what(place));
            }
        }
        return defaults(origin);
    }

    private static AuthorizationServer defaults(String origin) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("issuer", origin);
        metadata.put("authorization_endpoint", origin + "/authorize");
        metadata.put("token_endpoint", origin + "/token");
        metadata.put("registration_endpoint", origin + "/register");
        metadata.put("response_types_supported", List.of("code"));
        metadata.put("code_challenge_methods_supported", List.of("S256"));
        return new AuthorizationServer(origin, metadata);
    }

    private static String what(URI place) {
        return "The metadata at " + SuppliedUrl.shown(place);
    }

    private static String what(String issuer) {
        return "The metadata of the authorization server " + SuppliedUrl.shown(URI.create(issuer));
    }
}
