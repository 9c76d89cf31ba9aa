package io.mcpidentity.client.session;

import io.mcpidentity.AccessToken;
import io.mcpidentity.client.discovery.Challenge;
import io.mcpidentity.client.discovery.Challenges;
import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the MCP server answered, and the credentials of the request that it was the answer to.
 *
 * @param status the HTTP status
 * @param sent the access token of the request; empty where it had none
 * @param sentNonce the nonce of the request's DPoP proof
 * @param challenge the OAuth challenge
 * @param nonces the values of {@code DPoP-Nonce}
 */
record ServerAnswer(
        int status,
        Optional<AccessToken> sent,
        Optional<String> sentNonce,
        Optional<Challenge> challenge,
        List<String> nonces) {

    static ServerAnswer of(
            Map<String, List<String>> requestHeaders, int status, Map<String, List<String>> answerHeaders) {
        return new ServerAnswer(
                status,
                first(requestHeaders, "Authorization").flatMap(ServerAnswer::token),
                first(requestHeaders, "DPoP").flatMap(ServerAnswer::nonce),
                Challenges.oauth(Challenges.parse(values(answerHeaders, "WWW-Authenticate"))),
                values(answerHeaders, "DPoP-Nonce"));
    }

    boolean isRefusal() {
        return status == 401 || status == 403;
    }

    /**
     * What there is to settle about a refusal.
     *
     * @param status the HTTP status
     * @param sent the access token that was refused
     * @param challenge the parameters of the challenge that count
     */
    record Matter(int status, Optional<AccessToken> sent, List<Optional<String>> challenge) {
        /** Names the status; the rest may hold secrets. */
        @Override
        public String toString() {
            return "HTTP " + status;
        }
    }

    /** What is the same for all answers that one remedy settles. */
    Matter matter() {
        return new Matter(
                status,
                sent,
                Stream.of("error", "scope", "resource_metadata")
                        .map(name -> challenge.flatMap(found -> found.parameter(name)))
                        .toList());
    }

    /** The {@code error} of the challenge. */
    Optional<String> error() {
        return challenge.flatMap(found -> found.parameter("error"));
    }

    /** Whether it asks for nothing but a proof with the nonce that it brings (RFC 9449 §9). */
    boolean wantsOtherNonce() {
        return status == 401
                && error().filter("use_dpop_nonce"::equals).isPresent()
                && nonces.size() == 1
                && !sentNonce.equals(Optional.of(nonces.get(0)));
    }

    private static List<String> values(Map<String, List<String>> headers, String name) {
        List<String> values = new ArrayList<>();
        headers.forEach((header, some) -> {
            if (name.equalsIgnoreCase(header)) {
                values.addAll(some);
            }
        });
        return values;
    }

    private static Optional<String> first(Map<String, List<String>> headers, String name) {
        return values(headers, name).stream().findFirst();
    }

    private static Optional<AccessToken> token(String authorization) {
        int space = authorization.indexOf(' ');
        String token = authorization.substring(space + 1).strip();
        return space < 0 || token.isEmpty() ? Optional.empty() : Optional.of(AccessToken.of(token));
    }

    /** Of a proof that this program has made itself. */
    private static Optional<String> nonce(String proof) {
        String[] jws = proof.split("\\.", -1);
        if (jws.length != 3) {
            return Optional.empty();
        }
        try {
            byte[] claims = Base64.getUrlDecoder().decode(jws[1].getBytes(StandardCharsets.US_ASCII));
            return Json.object(claims).get("nonce") instanceof String nonce ? Optional.of(nonce) : Optional.empty();
        } catch (IllegalArgumentException | JoseException malformed) {
            return Optional.empty();
        }
    }

    /** Names the status; the rest may hold secrets. */
    @Override
    public String toString() {
        return "HTTP " + status;
    }
}
