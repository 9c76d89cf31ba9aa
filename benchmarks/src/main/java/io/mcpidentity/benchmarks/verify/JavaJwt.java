package io.mcpidentity.benchmarks.verify;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.JWTVerifier;
import io.mcpidentity.benchmarks.Issuer;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;

/**
 * Auth0's java-jwt with one key. Checks algorithm, signature, issuer, audience, expiry, {@code nbf} and {@code iat} where they
 * are there; looks no key up by its {@code kid}. Does not know EdDSA.
 */
final class JavaJwt implements Contestant {

    private static final int LEEWAY_SECONDS = 60;

    private final JWTVerifier verifier;

    JavaJwt(String algorithm, Issuer issuer) {
        Algorithm check = algorithm.equals("RS256")
                ? Algorithm.RSA256((RSAPublicKey) issuer.publicKey(), null)
                : Algorithm.ECDSA256((ECPublicKey) issuer.publicKey(), null);
        verifier = JWT.require(check)
                .withIssuer(Issuer.NAME)
                .withAnyOfAudience(Issuer.RESOURCE)
                .acceptLeeway(LEEWAY_SECONDS)
                .build();
    }

    @Override
    public Object verify(SignedToken token) {
        return verifier.verify(token.text());
    }
}
