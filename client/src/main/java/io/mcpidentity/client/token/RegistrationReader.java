package io.mcpidentity.client.token;

import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ProviderUnavailable;
import io.mcpidentity.client.token.ClientIdentity.Origin;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what a server registered (RFC 7591 §3.2.1), which may be something else than what it was asked for. */
final class RegistrationReader {

    private static final Pattern VISIBLE = Pattern.compile("[\\x20-\\x7e]{1,4096}");

    private final Map<String, Object> members;
    private final Peer peer;

    RegistrationReader(Map<String, Object> members, Peer peer) {
        this.members = members;
        this.peer = peer;
    }

    /**
     * The client as the server knows it.
     *
     * @param asked how it would prove itself, and was registered to do if the server does not say
     * @param key its private key, where it has one
     */
    ClientIdentity client(
            String issuer, List<String> redirectUris, AuthMethod asked, Optional<JwsSigner> key, Instant now)
            throws ClientFailure {
        String id = text("client_id").orElseThrow(() -> peer.unavailable(" answers without client_id"));
        Optional<String> secret = text("client_secret");
        AuthMethod method = method(secret, asked);
        ClientAuth auth = ClientIdentity.auth(method, secret, key)
                .orElseThrow(() -> new AccessRefused(peer.what() + " wants this client to prove itself by "
                        + method.wireName() + ", but gives it nothing to do so"));
        requireOurs(redirectUris);
        return new ClientIdentity(issuer, id, Origin.REGISTERED, auth, secretExpiry(secret, now), redirectUris);
    }

    /** What the server says counts; where it says nothing and gives no secret, none is needed. */
    private AuthMethod method(Optional<String> secret, AuthMethod asked) throws ClientFailure {
        Optional<String> said = text("token_endpoint_auth_method");
        if (said.isPresent()) {
            return AuthMethod.find(said.get())
                    .orElseThrow(() -> new AccessRefused(
                            peer.what() + " wants this client to prove itself in a way that it does not know"));
        }
        boolean needsSecret = asked == AuthMethod.BASIC || asked == AuthMethod.POST;
        return needsSecret && secret.isEmpty() ? AuthMethod.NONE : asked;
    }

    /** A person who is sent to the server with another one sees its error page, and nobody comes back. */
    private void requireOurs(List<String> redirectUris) throws AccessRefused {
        if (members.get("redirect_uris") instanceof List<?> registered
                && !registered.isEmpty()
                && !RedirectUris.cover(registered.stream().map(String::valueOf).toList(), redirectUris)) {
            throw new AccessRefused(peer.what() + " registers other redirect URIs than this client's: it registered as "
                    + RedirectUris.applicationType(redirectUris) + " with " + redirectUris);
        }
    }

    /** None where it cannot be read: the server says when it does not take the secret any more. */
    private Optional<Instant> secretExpiry(Optional<String> secret, Instant now) {
        return secret.flatMap(given -> Numbers.seconds(members.get("client_secret_expires_at")))
                .filter(end -> end > now.getEpochSecond() && end < Instant.MAX.getEpochSecond())
                .map(Instant::ofEpochSecond);
    }

    private Optional<String> text(String name) throws ProviderUnavailable {
        Object value = members.getOrDefault(name, "");
        if (value.equals("")) {
            return Optional.empty();
        }
        if (value instanceof String text && VISIBLE.matcher(text).matches()) {
            return Optional.of(text);
        }
        throw peer.unavailable(" answers with a malformed " + name);
    }
}
