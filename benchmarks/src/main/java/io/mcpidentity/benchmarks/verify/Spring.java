package io.mcpidentity.benchmarks.verify;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import io.mcpidentity.benchmarks.Issuer;
import java.text.ParseException;
import java.util.List;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Spring Security's {@code NimbusJwtDecoder} over a fixed set of keys, as its resource server uses it. Checks type, algorithm,
 * key, signature, issuer, audience, expiry and {@code nbf}. Does not know EdDSA.
 */
final class Spring implements Contestant {

    private final NimbusJwtDecoder decoder;

    Spring(String algorithm, Issuer issuer) throws ParseException {
        decoder = NimbusJwtDecoder.withJwkSource(new ImmutableJWKSet<>(new JWKSet(JWK.parse(issuer.jwk()))))
                .jwsAlgorithm(SignatureAlgorithm.valueOf(algorithm))
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                JwtValidators.createDefaultWithIssuer(Issuer.NAME),
                new JwtClaimValidator<List<String>>(
                        JwtClaimNames.AUD, audience -> audience != null && audience.contains(Issuer.RESOURCE))));
    }

    @Override
    public Object verify(SignedToken token) {
        return decoder.decode(token.text());
    }
}
