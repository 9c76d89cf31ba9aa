package io.mcpidentity.client.authorization;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.config.Urls;
import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An authorization request (RFC 6749 §4.1.1) with its code challenge (RFC 7636 §4.3) and its resource (RFC 8707 §2).
 * Immutable; {@code state} and the verifier are secrets, and not in {@link #toString()}.
 *
 * <p>Does not check that the server may be called, nor that it knows the client.
 *
 * @param server where to; its metadata has been checked
 * @param clientId {@code client_id}
 * @param redirectUri {@code redirect_uri}, sent verbatim
 * @param resource {@code resource}, sent verbatim; absent for servers that are older than it
 * @param scopes the scopes to ask for; without any, the parameter is left out
 * @param pkce the code verifier
 * @param state what ties the answer to this request
 */
public record AuthorizationRequest(
        AuthorizationServer server,
        String clientId,
        URI redirectUri,
        Optional<String> resource,
        Set<String> scopes,
        Pkce pkce,
        String state) {

    private static final String OFFLINE_ACCESS = "offline_access";

    /** Copies the scopes, keeping their order. */
    public AuthorizationRequest {
        scopes = Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
    }

    /** A request with a verifier and a {@code state} of its own. */
    public static AuthorizationRequest create(
            AuthorizationServer server,
            String clientId,
            URI redirectUri,
            Optional<String> resource,
            Set<String> scopes) {
        return new AuthorizationRequest(server, clientId, redirectUri, resource, scopes, Pkce.create(), State.create());
    }

    /**
     * Where the person has to go. What the endpoint's URL carries in its query is kept.
     *
     * @throws AccessRefused if the server does not say that it knows S256, its endpoint cannot be used, or there is more to
     *     send than an address takes
     */
    public URI url() throws AccessRefused {
        Pkce.requireSupport(server);
        URI endpoint = server.authorizationEndpoint()
                .filter(AuthorizationRequest::isUsable)
                .orElseThrow(
                        () -> new AccessRefused("The authorization server names no authorization endpoint by https,"
                                + " without a fragment and without a user"));
        String query = Optional.ofNullable(endpoint.getRawQuery()).orElse("");
        Set<String> kept = Parameters.parse(query)
                .orElseThrow(() -> new AccessRefused("The authorization endpoint's URL has a malformed query"))
                .names();
        Map<String, String> parameters = parameters();
        if (kept.contains("prompt")) {
            parameters.remove("prompt");
        }
        if (!Collections.disjoint(kept, parameters.keySet())) {
            throw new AccessRefused(
                    "The authorization endpoint's URL already carries a parameter that the request has to set");
        }
        StringBuilder url = new StringBuilder(endpoint.toString());
        url.append(endpoint.getRawQuery() == null ? "?" : query.isEmpty() || query.endsWith("&") ? "" : "&");
        String separator = "";
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            url.append(separator).append(parameter.getKey()).append('=');
            url.append(Parameters.encoded(parameter.getValue()));
            separator = "&";
        }
        return readable(URI.create(url.toString()));
    }

    /** What has to be kept until the answer comes, at most until then. */
    public PendingSignIn pending(Instant expiresAt) {
        return new PendingSignIn(
                server.issuer(),
                server.sendsIssuerInResponses(),
                clientId,
                redirectUri,
                resource,
                scopes,
                state,
                pkce,
                expiresAt);
    }

    private Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("response_type", "code");
        parameters.put("client_id", clientId);
        parameters.put("redirect_uri", redirectUri.toString());
        parameters.put("state", state);
        parameters.put("code_challenge", pkce.challenge());
        parameters.put("code_challenge_method", Pkce.METHOD);
        resource.ifPresent(value -> parameters.put("resource", value));
        if (!scopes.isEmpty()) {
            parameters.put("scope", String.join(" ", scopes));
        }
        if (scopes.contains(OFFLINE_ACCESS) && mayAskForConsent()) {
            parameters.put("prompt", "consent");
        }
        return parameters;
    }

    /** Scopes and the endpoint's query are the servers' to name, and as many as they like. */
    private static URI readable(URI url) throws AccessRefused {
        if (Parameters.parse(url.getRawQuery()).isEmpty()) {
            throw new AccessRefused(
                    "The request for a sign-in takes more than fits into an address: ask for fewer scopes");
        }
        return url;
    }

    /** Without it, servers ignore {@code offline_access} (OpenID Connect Core 1.0 §11); some list what they take. */
    private boolean mayAskForConsent() {
        return !(server.metadata().get("prompt_values_supported") instanceof List<?> prompts)
                || prompts.contains("consent");
    }

    private static boolean isUsable(URI endpoint) {
        return Urls.isSecure(endpoint)
                && endpoint.getHost() != null
                && endpoint.getRawUserInfo() == null
                && endpoint.getRawFragment() == null;
    }

    /** Names the issuer, the client and the scopes. */
    @Override
    public String toString() {
        return "AuthorizationRequest[issuer=" + server.issuer() + ", clientId=" + clientId + ", scopes=" + scopes + "]";
    }
}
