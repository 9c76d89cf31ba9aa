package io.mcpidentity.oidc;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.Reason;
import io.mcpidentity.Verification;
import io.mcpidentity.jose.CompactJws;
import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.JwsAlgorithm;
import io.mcpidentity.jose.JwsHeader;
import io.mcpidentity.jose.PublicJwk;
import io.mcpidentity.spi.TokenVerifier;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies signed JWTs as access tokens (RFC 7519, RFC 9068 §4, RFC 8725) with the issuer's keys. Thread-safe.
 *
 * <p>Does not check issuer, times, audience or scopes of a genuine token.
 */
public final class JwtVerifier implements TokenVerifier {

    private final String issuer;
    private final JwksKeys keys;
    private final Set<JwsAlgorithm> algorithms;
    private final TokenTypeRules types;
    private final boolean boundToClient;
    private final KnownHeaders headers = new KnownHeaders();

    private JwtVerifier(Builder from) {
        issuer = from.issuer;
        keys = from.keys;
        algorithms = EnumSet.copyOf(from.algorithms);
        types = new TokenTypeRules(from.payloadTypes, from.boundToClient);
        boundToClient = from.boundToClient;
    }

    /** A verifier for the tokens of this issuer, signed with these keys. */
    public static Builder builder(String issuer, JwksKeys keys) {
        return new Builder(issuer, keys);
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
        if (!algorithms.contains(header.algorithm())) {
            throw new JoseException(
                    Reason.UNSUPPORTED_ALGORITHM,
                    "The token is signed with " + header.algorithm().jwaName()
                            + ", which is not among the allowed algorithms");
        }
        types.checkHeader(header.type());
        checkSignature(jws);
        headers.remember(token, header);
        Map<String, Object> claims = jws.claims();
        types.checkClaims(claims, header.type());
        String from = TokenClaims.text(claims, "iss")
                .orElseThrow(() -> new JoseException(Reason.WRONG_ISSUER, "The token names no issuer (iss)"));
        return new Verification.Accepted(TokenClaims.translate(from, claims, boundToClient));
    }

    private void checkSignature(CompactJws jws) throws JoseException, ProviderUnavailableException {
        KeySet set = keys.atHand();
        List<PublicJwk> candidates = set == null ? List.of() : set.candidates(jws.header());
        if (set == null || candidates.isEmpty()) {
            checkIssuerBeforeFetching(jws);
            set = set == null ? keys.current() : set;
            candidates = set.candidates(jws.header());
            if (candidates.isEmpty()) {
                set = keys.newerThan(set);
                candidates = set.candidates(jws.header());
            }
        }
        Optional<JoseException> refusal = check(jws, candidates);
        if (refusal.isPresent() && jws.header().keyId().isEmpty() && !candidates.isEmpty()) {
            // Without kid, a key that is not known yet looks like a wrong signature.
            checkIssuerBeforeFetching(jws);
            KeySet newer = keys.newerThan(set);
            refusal = newer == set ? refusal : check(jws, newer.candidates(jws.header()));
        }
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    /** Nobody gets the issuer's keys fetched with a token that is not even said to be the issuer's. */
    private void checkIssuerBeforeFetching(CompactJws jws) throws JoseException {
        if (!issuer.equals(jws.claims().get("iss"))) {
            throw new JoseException(Reason.WRONG_ISSUER, "The token is of another issuer");
        }
    }

    private static Optional<JoseException> check(CompactJws jws, List<PublicJwk> candidates) {
        if (candidates.isEmpty()) {
            return Optional.of(new JoseException(
                    Reason.UNKNOWN_KEY,
                    jws.header().keyId().isPresent()
                            ? "The issuer has no key with the token's kid"
                            : "The token has no kid, and none or too many of the issuer's keys fit it"));
        }
        JoseException unfit = null;
        boolean tried = false;
        for (PublicJwk key : candidates) {
            try {
                key.require(jws.header().algorithm());
            } catch (JoseException refusal) {
                unfit = refusal;
                continue;
            }
            if (jws.verify(key.key())) {
                return Optional.empty();
            }
            tried = true;
        }
        return Optional.of(
                unfit != null && !tried
                        ? unfit
                        : new JoseException(Reason.UNTRUSTED_SIGNATURE, "The signature is not the issuer's"));
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
            Set<JwsAlgorithm> chosen = EnumSet.noneOf(JwsAlgorithm.class);
            for (String name : names) {
                chosen.add(JwsAlgorithm.find(name)
                        .orElseThrow(
                                () -> new IllegalArgumentException("is not a list of asymmetric algorithms: " + name)));
            }
            if (chosen.isEmpty()) {
                throw new IllegalArgumentException("is empty, so that no token could be accepted");
            }
            algorithms = chosen;
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
