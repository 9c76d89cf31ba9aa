package io.mcpidentity.client.token;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** The assertion by which a client proves itself with its key: {@code private_key_jwt} (RFC 7523 §2.2 and §3). */
final class Assertions {

    /** {@code client_assertion_type}. */
    static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /** Long enough for a clock that is a little behind, too short to be of use to anybody else. */
    static final Duration LIFETIME = Duration.ofSeconds(60);

    private Assertions() {}

    /** A new assertion for this authorization server alone: {@code aud} is its issuer, never an endpoint's URL. */
    static String of(JwsSigner signer, String clientId, String issuer, Instant now) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("typ", "JWT");
        signer.keyId().ifPresent(id -> header.put("kid", id));
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", clientId);
        claims.put("sub", clientId);
        claims.put("aud", issuer);
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(LIFETIME).getEpochSecond());
        return signer.sign(header, claims);
    }
}
