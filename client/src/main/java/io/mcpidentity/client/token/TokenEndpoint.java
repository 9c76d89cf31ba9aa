package io.mcpidentity.client.token;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.HttpTransport.Response;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks authorization servers for tokens (RFC 6749 §3.2). Thread-safe; each call is bounded in time and size.
 *
 * <p>A refusal is a value; an outage, and an answer that cannot be trusted, is a failure. A request is sent once, and once
 * more only where the server asks for a DPoP nonce (RFC 9449 §8). Does not check what is in a token: it is for others to read.
 */
public final class TokenEndpoint {

    /** Frameworks answer a POST with 201 unless they are told that it has to be 200. */
    private static final Set<Integer> GRANTED = Set.of(200, 201);

    private static final Set<String> OUTAGES = Set.of("temporarily_unavailable", "server_error", "slow_down");

    private final HttpTransport http;
    private final InstantSource clock;

    /** A client of token endpoints, by this transport. */
    public TokenEndpoint(HttpTransport http, InstantSource clock) {
        this.http = http;
        this.clock = clock;
    }

    /** An answer, and what no message may repeat of the question. */
    private record Sent(Response response, Set<String> secrets) {
        @Override
        public String toString() {
            return "Sent[redacted]";
        }
    }

    /** What an answer says: what is granted, or why nothing is. */
    private record Reply(Map<String, Object> members, Optional<TokenAnswer.Refused> refusal) {
        @Override
        public String toString() {
            return "Reply[redacted]";
        }
    }

    /**
     * Asks for an access token.
     *
     * @param server where to ask
     * @param client who asks, as this very server knows it
     * @param grant why it should be given one
     * @param key the session's key, where tokens shall be bound to it
     * @throws ClientFailure if there is no answer, or one that cannot be used
     */
    public TokenAnswer request(AuthorizationServer server, ClientIdentity client, Grant grant, Optional<DpopKey> key)
            throws ClientFailure {
        Peer peer = peer(server, client);
        Instant askedAt = clock.instant();
        Reply reply = ask(peer, client, grant, key);
        return reply.refusal.isPresent()
                ? reply.refusal.get()
                : new TokenAnswer.Issued(TokenReader.tokens(reply.members, grant, key.isPresent(), askedAt, peer));
    }

    /**
     * Asks for something else in exchange for a token (RFC 8693): the requested type, and no access token.
     *
     * @throws ClientFailure if there is no answer, or one that cannot be used
     */
    public ExchangeAnswer exchange(AuthorizationServer server, ClientIdentity client, Grant grant)
            throws ClientFailure {
        Peer peer = peer(server, client);
        Reply reply = ask(peer, client, grant, Optional.empty());
        return reply.refusal.isPresent() ? reply.refusal.get() : TokenReader.exchanged(reply.members, grant, peer);
    }

    /**
     * Asks the server to forget what it has issued (RFC 7009 §2): the refresh token, and the access token with it; the latter
     * alone where there is no other. Where the server names no endpoint for that, nothing happens.
     *
     * @throws ClientFailure if it does not do so
     */
    public void revoke(AuthorizationServer server, ClientIdentity client, Tokens tokens) throws ClientFailure {
        if (!(server.metadata().get("revocation_endpoint") instanceof String url)) {
            return;
        }
        requireOwn(server, client);
        Peer peer = Peer.of("revocation endpoint", server.issuer(), Optional.of(URI.create(url)), http, clock);
        Response answer = send(peer, client, Grants.revocation(tokens), Optional.empty()).response;
        if (answer.status() != 200) {
            throw peer.unavailable(" answers HTTP " + answer.status());
        }
    }

    private Peer peer(AuthorizationServer server, ClientIdentity client) throws AccessRefused {
        requireOwn(server, client);
        return Peer.of("token endpoint", server.issuer(), server.tokenEndpoint(), http, clock);
    }

    private static void requireOwn(AuthorizationServer server, ClientIdentity client) throws AccessRefused {
        if (!client.issuer().equals(server.issuer())) {
            throw new AccessRefused("The client's credentials are those of " + client.issuer()
                    + " and are not shown to another authorization server, " + server.issuer());
        }
    }

    private Reply ask(Peer peer, ClientIdentity client, Grant grant, Optional<DpopKey> key) throws ClientFailure {
        Sent sent = send(peer, client, grant, key);
        boolean nonce = key.isPresent() && key.get().remember(peer.uri(), sent.response);
        Reply reply = read(sent, peer);
        if (nonce
                && reply.refusal
                        .filter(why -> why.error().equals("use_dpop_nonce"))
                        .isPresent()) {
            Sent again = send(peer, client, grant, key);
            key.get().remember(peer.uri(), again.response);
            return read(again, peer);
        }
        return reply;
    }

    private Sent send(Peer peer, ClientIdentity client, Grant grant, Optional<DpopKey> key) throws ClientFailure {
        Map<String, String> headers = new LinkedHashMap<>();
        Map<String, String> form = new LinkedHashMap<>(grant.form());
        authenticate(client, headers, form);
        key.ifPresent(session -> headers.put("DPoP", session.proof("POST", peer.uri())));
        Set<String> secrets = new HashSet<>(Grant.secrets(form));
        client.secret().ifPresent(secrets::add);
        headers.values().forEach(value -> secrets.add(value.substring(value.lastIndexOf(' ') + 1)));
        List.copyOf(secrets).forEach(secret -> secrets.add(encode(secret)));
        headers.put("Accept", "application/json");
        headers.put("Content-Type", "application/x-www-form-urlencoded");
        return new Sent(peer.post(headers, encode(form).getBytes(StandardCharsets.US_ASCII)), secrets);
    }

    private void authenticate(ClientIdentity client, Map<String, String> headers, Map<String, String> form) {
        ClientAuth auth = client.auth();
        if (auth instanceof ClientAuth.Basic basic) {
            String pair = encode(client.id()) + ":" + encode(basic.secret());
            headers.put(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII)));
            return;
        }
        if (!client.id().isEmpty()) {
            form.put("client_id", client.id());
        }
        if (auth instanceof ClientAuth.Post post) {
            form.put("client_secret", post.secret());
        } else if (auth instanceof ClientAuth.PrivateKeyJwt jwt) {
            form.put("client_assertion_type", Assertions.TYPE);
            form.put("client_assertion", Assertions.of(jwt.signer(), client.id(), client.issuer(), clock.instant()));
        }
    }

    private static Reply read(Sent sent, Peer peer) throws ClientFailure {
        Map<String, Object> members = peer.json(sent.response);
        if (members.containsKey("error")) {
            TokenAnswer.Refused why = OAuthError.read(members, sent.secrets)
                    .orElseThrow(() -> peer.unavailable(" refuses in a way that cannot be read"));
            if (OUTAGES.contains(why.error())) {
                throw peer.unavailable(sent.response, why.error());
            }
            return new Reply(Map.of(), Optional.of(why));
        }
        if (!GRANTED.contains(sent.response.status())) {
            throw peer.unavailable(" answers HTTP " + sent.response.status() + " and does not say why");
        }
        return new Reply(members, Optional.empty());
    }

    private static String encode(Map<String, String> form) {
        StringBuilder text = new StringBuilder();
        form.forEach((name, value) -> text.append(text.isEmpty() ? "" : "&")
                .append(encode(name))
                .append('=')
                .append(encode(value)));
        return text.toString();
    }

    /** The encoding of RFC 6749, Appendix B, in which ids and secrets stand in a Basic header too (§2.3.1). */
    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
