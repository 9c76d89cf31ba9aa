package io.mcpidentity.oidc;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.Reason;
import io.mcpidentity.Verification;
import io.mcpidentity.jose.CompactJws;
import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.JwsAlgorithm;
import io.mcpidentity.jose.JwsHeader;
import io.mcpidentity.spi.TokenVerifier;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Verifies signed JWTs as access tokens (RFC 7519, RFC 9068 §4, RFC 8725) with the issuer's keys. Thread-safe.
 *
 * <p>Does not check issuer, times, audience or scopes of a genuine token.
 */
public final class JwtVerifier implements TokenVerifier {

    private final IssuerSignatures signatures;
    private final TokenTypeRules types;
    private final boolean boundToClient;
    private final KnownHeaders headers = new KnownHeaders();

    private JwtVerifier(Builder from) {
        signatures = new IssuerSignatures(from.issuer, from.keys, from.algorithms);
        types = new TokenTypeRules(from.payloadTypes, from.boundToClient);
        boundToClient = from.boundToClient;
    }

    /** A verifier for the tokens of this issuer, signed with these keys. */
    public static Builder builder(String issuer, JwksKeys keys) {
        return new Builder(issuer, keys);
    }

    /** Encrypted tokens too: the refusal says what is wrong with them. */
    @Override
    public boolean recognizes(AccessToken token) {
        return token.hasJwtForm() || token.hasEncryptedForm();
    }

    @Override
    public boolean takesAnyForm() {
        return false;
    }

    @Override
    public Verification verify(AccessToken token) {
        if (token.hasEncryptedForm()) {
            return new Verification.Rejected(
                    Reason.ENCRYPTED,
                    "The token is encrypted (JWE), which only its authorization server can read; have it issue signed"
                            + " tokens, or introspect them");
        }
        try {
            return verify(token.value());
        } catch (JoseException refusal) {
            return new Verification.Rejected(refusal.reason(), refusal.detail());
        } catch (ProviderUnavailableException outage) {
            return new Verification.Unavailable(String.valueOf(outage.getMessage()), outage.retryAfter());
        }
    }

    private Verification verify(String token) throws JoseException, ProviderUnavailableException {
        CompactJws jws = CompactJws.parse(token, headers::read);
        JwsHeader header = jws.header();
        signatures.checkAlgorithm(header);
        types.checkHeader(header.type());
        signatures.check(jws);
        headers.remember(token, header);
        Map<String, Object> claims = jws.claims();
        types.checkClaims(claims, header.type());
        String from = TokenClaims.text(claims, "iss")
                .orElseThrow(() -> new JoseException(Reason.WRONG_ISSUER, "The token names no issuer (iss)"));
        return new Verification.Accepted(TokenClaims.translate(from, claims, boundToClient));
    }

    /** Collects what is accepted; not thread-safe. */
    public static final class Builder {

        private final String issuer;
        private final JwksKeys keys;
        private Set<JwsAlgorithm> algorithms = EnumSet.allOf(JwsAlgorithm.class);
        private Set<String> payloadTypes = Set.of();
        private boolean boundToClient;

        private Builder(String issuer, JwksKeys keys) {
            this.issuer = issuer;
            this.keys = keys;
        }

        /**
         * Sets the algorithms that are accepted, by their {@code alg}; all asymmetric ones by default.
         *
         * @throws IllegalArgumentException if there is none, or one is symmetric or unknown: "is not …"
         */
        public Builder algorithms(Set<String> names) {
            algorithms = IssuerSignatures.algorithms(names);
            return this;
        }

        /** Accepts only tokens whose claim {@code typ} is one of these, in any case: {@code Bearer} and {@code DPoP}. */
        public Builder payloadTypes(Set<String> types) {
            payloadTypes = Set.copyOf(types);
            return this;
        }

        /** Says that the provider binds tokens to clients ({@code azp}, {@code client_id}) and not to resources. */
        public Builder boundToClient() {
            boundToClient = true;
            return this;
        }

        /** The verifier. */
        public JwtVerifier build() {
            return new JwtVerifier(this);
        }
    }
}
