package io.mcpidentity.it.security;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A DPoP proof (RFC 9449 §4.2), good as it stands; a test spoils what it wants to. */
final class Proof {

    private Proof() {}

    static Jwt of(Key key, String uri, String token) {
        Map<String, Object> jwk = key.publicJwk();
        jwk.keySet().retainAll(Set.of("kty", "crv", "x", "y"));
        return new Jwt(key)
                .withoutHeader("kid")
                .header("typ", "dpop+jwt")
                .header("jwk", jwk)
                .claim("jti", UUID.randomUUID().toString())
                .claim("htm", "POST")
                .claim("htu", uri)
                .claim("iat", Instant.now().getEpochSecond())
                .claim("ath", Key.sha256(token));
    }
}
