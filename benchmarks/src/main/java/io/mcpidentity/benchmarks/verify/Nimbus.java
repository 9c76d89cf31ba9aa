package io.mcpidentity.benchmarks.verify;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.mcpidentity.benchmarks.Issuer;
import java.text.ParseException;
import java.util.Set;

/**
 * Nimbus JOSE + JWT: its JWT processor over a fixed set of keys. Checks type, algorithm, key, signature, issuer, audience,
 * expiry (which must be there) and {@code nbf}. Knows EdDSA with another library only (Tink).
 */
final class Nimbus implements Contestant {

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    Nimbus(String algorithm, Issuer issuer) throws ParseException {
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                JWSAlgorithm.parse(algorithm), new ImmutableJWKSet<>(new JWKSet(JWK.parse(issuer.jwk())))));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                Issuer.RESOURCE, new JWTClaimsSet.Builder().issuer(Issuer.NAME).build(), Set.of("exp")));
    }

    @Override
    public Object verify(SignedToken token) throws ParseException, BadJOSEException, JOSEException {
        return processor.process(token.text(), null);
    }
}
