package io.mcpidentity.oidc;

import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.Reason;
import io.mcpidentity.jose.CompactJws;
import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.JwsAlgorithm;
import io.mcpidentity.jose.JwsHeader;
import io.mcpidentity.jose.PublicJwk;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells whether a signature is the issuer's: by an allowed algorithm, with one of its keys, which are fetched anew for a
 * key that is not known, within bounds (RFC 8725 §3.1, §3.2). Thread-safe.
 *
 * <p>Does not check any claim, nor what kind of token it is.
 */
final class IssuerSignatures {

    private final String issuer;
    private final JwksKeys keys;
    private final Set<JwsAlgorithm> algorithms;

    IssuerSignatures(String issuer, JwksKeys keys, Set<JwsAlgorithm> algorithms) {
        this.issuer = issuer;
        this.keys = keys;
        this.algorithms = EnumSet.copyOf(algorithms);
    }

    /**
     * The algorithms with these names ({@code alg}).
     *
     * @throws IllegalArgumentException if there is none, or one is symmetric or unknown: "is not …"
     */
    static Set<JwsAlgorithm> algorithms(Set<String> names) {
        Set<JwsAlgorithm> chosen = EnumSet.noneOf(JwsAlgorithm.class);
        for (String name : names) {
            chosen.add(JwsAlgorithm.find(name)
                    .orElseThrow(
                            () -> new IllegalArgumentException("is not a list of asymmetric algorithms: " + name)));
        }
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("is empty, so that no token could be accepted");
        }
        return chosen;
    }

    /** Refuses an algorithm that is not allowed. */
    void checkAlgorithm(JwsHeader header) throws JoseException {
        if (!algorithms.contains(header.algorithm())) {
            throw new JoseException(
                    Reason.UNSUPPORTED_ALGORITHM,
                    "The token is signed with " + header.algorithm().jwaName()
                            + ", which is not among the allowed algorithms");
        }
    }

    /** Refuses a signature that is not the issuer's. */
    void check(CompactJws jws) throws JoseException, ProviderUnavailableException {
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
}
