package io.mcpidentity.client.authorization;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.Json;
import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has to be kept between the redirect to the authorization server and its answer: whoever takes the answer may be
 * another process. Immutable; as JSON it is a secret, which {@link #toString()} is not.
 *
 * <p>Does not see to its one use: whoever keeps it drops it before it is used. See {@link AuthorizationAnswer}.
 *
 * @param issuer the issuer that was asked, as its checked metadata names it (RFC 9207 §2.4)
 * @param sendsIssuer whether it says that its answers name it
 * @param clientId {@code client_id} of the request
 * @param redirectUri {@code redirect_uri} of the request, to be sent to the token endpoint too
 * @param resource {@code resource} of the request, to be sent to the token endpoint too
 * @param scopes the scopes that were asked for
 * @param state what the answer has to bring
 * @param pkce the code verifier, for the token endpoint
 * @param expiresAt when an answer comes too late; kept in whole milliseconds
 */
public record PendingSignIn(
        String issuer,
        boolean sendsIssuer,
        String clientId,
        URI redirectUri,
        Optional<String> resource,
        Set<String> scopes,
        String state,
        Pkce pkce,
        Instant expiresAt) {

    /** Copies the scopes, keeping their order. */
    public PendingSignIn {
        scopes = Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
        expiresAt = Instant.ofEpochMilli(expiresAt.toEpochMilli());
    }

    /** Where the person has to go, by the server's metadata of now; no other request than the first one, so good once. */
    public URI url(AuthorizationServer server) throws AccessRefused {
        return new AuthorizationRequest(server, clientId, redirectUri, resource, scopes, pkce, state).url();
    }

    /** As JSON, all of it secret. */
    public String json() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("issuer", issuer);
        members.put("sends_issuer", sendsIssuer);
        members.put("client_id", clientId);
        members.put("redirect_uri", redirectUri.toString());
        resource.ifPresent(value -> members.put("resource", value));
        members.put("scopes", scopes);
        members.put("state", state);
        members.put("code_verifier", pkce.verifier());
        members.put("expires_at", expiresAt.toEpochMilli());
        return Json.text(members);
    }

    /** Reads what {@link #json} wrote; empty for anything else, which counts as no sign-in. */
    public static Optional<PendingSignIn> parse(String text) {
        try {
            return Optional.of(read(Json.object(text)));
        } catch (JoseException | IllegalArgumentException | ClassCastException other) {
            return Optional.empty();
        }
    }

    private static PendingSignIn read(Map<String, Object> members) {
        Set<String> scopes = new LinkedHashSet<>();
        for (Object scope : items(members.get("scopes"))) {
            scopes.add(String.class.cast(scope));
        }
        Optional<String> resource =
                members.containsKey("resource") ? Optional.of(member(members, "resource")) : Optional.empty();
        return new PendingSignIn(
                member(members, "issuer"),
                member(members, "sends_issuer", Boolean.class),
                member(members, "client_id"),
                URI.create(member(members, "redirect_uri")),
                resource,
                scopes,
                member(members, "state"),
                new Pkce(member(members, "code_verifier")),
                Instant.ofEpochMilli(member(members, "expires_at", Long.class)));
    }

    private static List<?> items(@Nullable Object value) {
        if (value instanceof List<?> items) {
            return items;
        }
        throw new IllegalArgumentException("no list");
    }

    private static String member(Map<String, Object> members, String name) {
        return member(members, name, String.class);
    }

    private static <T> T member(Map<String, Object> members, String name, Class<T> type) {
        Object value = members.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name);
        }
        return type.cast(value);
    }

    /** Names the issuer, the client, the scopes and the time. */
    @Override
    public String toString() {
        return "PendingSignIn[issuer=" + issuer + ", clientId=" + clientId + ", scopes=" + scopes + ", expiresAt="
                + expiresAt + "]";
    }
}
