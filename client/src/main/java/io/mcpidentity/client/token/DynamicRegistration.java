package io.mcpidentity.client.token;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.jose.Json;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.HttpTransport.Response;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Registers the client with an authorization server (RFC 7591 §3). Immutable and thread-safe. */
final class DynamicRegistration {

    private static final Set<Integer> DONE = Set.of(200, 201);
    private static final Set<Integer> NOT_OFFERED = Set.of(401, 403, 404, 405);

    /** What may be about the scopes; Keycloak's word for a policy that does not list them is the last one. */
    private static final Set<String> ABOUT_SCOPES =
            Set.of("invalid_client_metadata", "invalid_scope", "insufficient_scope");

    private final ClientOptions options;
    private final HttpTransport http;
    private final InstantSource clock;

    DynamicRegistration(ClientOptions options, HttpTransport http, InstantSource clock) {
        this.options = options;
        this.http = http;
        this.clock = clock;
    }

    /** The client as the server knows it from now on. Scopes that the server does not want to hear of are left to it. */
    ClientIdentity register(AuthorizationServer server, List<String> redirectUris, Set<String> scopes)
            throws ClientFailure {
        Peer peer = Peer.of("registration endpoint", server.issuer(), server.registrationEndpoint(), http, clock);
        AuthMethod method = method(server, RedirectUris.isWeb(redirectUris));
        Map<String, Object> metadata = metadata(redirectUris, method);
        if (!scopes.isEmpty()) {
            metadata.put("scope", String.join(" ", scopes));
        }
        Response response = post(peer, metadata);
        Optional<TokenAnswer.Refused> refusal = refusal(response);
        if (!scopes.isEmpty()
                && refusal.filter(why -> ABOUT_SCOPES.contains(why.error())).isPresent()) {
            metadata.remove("scope");
            response = post(peer, metadata);
            refusal = refusal(response);
        }
        if (!DONE.contains(response.status())) {
            throw failure(response.status(), refusal, peer, server, redirectUris);
        }
        return new RegistrationReader(peer.json(response), peer)
                .client(server.issuer(), redirectUris, method, options.key(), clock.instant());
    }

    private Map<String, Object> metadata(List<String> redirectUris, AuthMethod method) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("client_name", options.name());
        metadata.put("redirect_uris", RedirectUris.withAnyPort(redirectUris));
        metadata.put("application_type", RedirectUris.applicationType(redirectUris));
        metadata.put("grant_types", List.of("authorization_code", "refresh_token"));
        metadata.put("response_types", List.of("code"));
        metadata.put("token_endpoint_auth_method", method.wireName());
        if (method == AuthMethod.PRIVATE_KEY_JWT) {
            metadata.put("jwks", Map.of("keys", publicKeys()));
        }
        return metadata;
    }

    private static Response post(Peer peer, Map<String, Object> metadata) throws ClientFailure {
        return peer.post(
                Map.of("Accept", "application/json", "Content-Type", "application/json"),
                Json.text(metadata).getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<TokenAnswer.Refused> refusal(Response response) {
        return DONE.contains(response.status()) ? Optional.empty() : OAuthError.read(response);
    }

    /** Programs on a person's machine keep no secret for long (RFC 8252 §8.5), those on a server do. */
    private AuthMethod method(AuthorizationServer server, boolean web) throws ClientMisconfigured {
        Set<AuthMethod> supported = AuthMethod.supportedBy(server);
        List<AuthMethod> preferred = web
                ? List.of(AuthMethod.PRIVATE_KEY_JWT, AuthMethod.BASIC, AuthMethod.POST, AuthMethod.NONE)
                : List.of(AuthMethod.PRIVATE_KEY_JWT, AuthMethod.NONE, AuthMethod.BASIC, AuthMethod.POST);
        for (AuthMethod method : preferred) {
            if (supported.contains(method)
                    && (method != AuthMethod.PRIVATE_KEY_JWT || !publicKeys().isEmpty())) {
                return method;
            }
        }
        throw new ClientMisconfigured("The authorization server " + server.issuer()
                + " supports no way to prove itself that this client could register with"
                + (supported.contains(AuthMethod.PRIVATE_KEY_JWT) ? ": give it a key, as a JWK" : ""));
    }

    private List<Map<String, Object>> publicKeys() {
        return options.key().flatMap(JwsSigner::publicJwk).stream().toList();
    }

    private static ClientFailure failure(
            int status,
            @SuppressWarnings("OptionalUsedAsFieldOrParameterType") Optional<TokenAnswer.Refused> refusal,
            Peer peer,
            AuthorizationServer server,
            List<String> redirectUris) {
        if (NOT_OFFERED.contains(status)) {
            return new ClientMisconfigured(peer.what() + " does not let this client register (HTTP " + status
                    + refusal.map(why -> ", " + why.text()).orElse("")
                    + "): register it there by hand, and give its id for " + server.issuer());
        }
        return refusal.<ClientFailure>map(why -> new AccessRefused(
                        peer.what() + " does not accept this client: " + why.text() + "; it registered as "
                                + RedirectUris.applicationType(redirectUris) + " with " + redirectUris))
                .orElseGet(() -> peer.unavailable(" answers HTTP " + status + " and does not say why"));
    }
}
