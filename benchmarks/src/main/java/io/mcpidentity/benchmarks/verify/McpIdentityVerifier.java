package io.mcpidentity.benchmarks.verify;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Verification;
import io.mcpidentity.benchmarks.Issuer;
import io.mcpidentity.oidc.Endpoint;
import io.mcpidentity.oidc.JwksKeys;
import io.mcpidentity.oidc.JwtVerifier;
import java.net.URI;

/**
 * A part of this project: form, header, key, signature and claims, without the policy about them. Checks the issuer, and
 * neither audience nor times.
 */
final class McpIdentityVerifier implements Contestant {

    private final JwtVerifier verifier;

    McpIdentityVerifier(Issuer issuer) {
        verifier = JwtVerifier.builder(
                        Issuer.NAME,
                        JwksKeys.builder(Endpoint.at(URI.create(Issuer.NAME + "/jwks")), issuer.http())
                                .build())
                .build();
    }

    @Override
    public Object verify(SignedToken token) {
        Verification answer = verifier.verify(AccessToken.of(token.text()));
        if (!(answer instanceof Verification.Accepted)) {
            throw new IllegalStateException(answer.toString());
        }
        return answer;
    }
}
