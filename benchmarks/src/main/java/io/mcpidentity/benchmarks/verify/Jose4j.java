package io.mcpidentity.benchmarks.verify;

import io.mcpidentity.benchmarks.Issuer;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/**
 * jose4j with one key. Checks algorithm, the key's strength, signature, issuer, audience, expiry (which must be there),
 * {@code nbf} and {@code iat}; looks no key up by its {@code kid}.
 */
final class Jose4j implements Contestant {

    private static final int LEEWAY_SECONDS = 60;

    private final JwtConsumer consumer;

    Jose4j(String algorithm, Issuer issuer) {
        consumer = new JwtConsumerBuilder()
                .setVerificationKey(issuer.publicKey())
                .setJwsAlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, algorithm)
                .setExpectedIssuer(Issuer.NAME)
                .setExpectedAudience(Issuer.RESOURCE)
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds(LEEWAY_SECONDS)
                .build();
    }

    @Override
    public Object verify(SignedToken token) throws InvalidJwtException {
        return consumer.processToClaims(token.text());
    }
}
