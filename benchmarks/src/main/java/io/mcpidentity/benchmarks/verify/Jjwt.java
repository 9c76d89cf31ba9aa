package io.mcpidentity.benchmarks.verify;

import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import io.mcpidentity.benchmarks.Issuer;

/**
 * jjwt with one key. Checks algorithm, signature, issuer, audience, expiry and {@code nbf} where they are there; looks no key
 * up by its {@code kid}.
 */
final class Jjwt implements Contestant {

    private static final int LEEWAY_SECONDS = 60;

    private final JwtParser parser;

    Jjwt(Issuer issuer) {
        parser = Jwts.parser()
                .verifyWith(issuer.publicKey())
                .requireIssuer(Issuer.NAME)
                .requireAudience(Issuer.RESOURCE)
                .clockSkewSeconds(LEEWAY_SECONDS)
                .build();
    }

    @Override
    public Object verify(SignedToken token) {
        return parser.parseSignedClaims(token.text());
    }
}
