package io.mcpidentity.auth;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.auth.Judgement.Outage;
import io.mcpidentity.auth.Judgement.Refusal;
import io.mcpidentity.jose.CompactJws;
import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.PublicJwk;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks proofs of possession (RFC 9449 §4.3): that whoever sends a token holds the key that it is bound to, for this
 * request, now, and for the first time. Thread-safe.
 *
 * <p>Does not issue nonces (RFC 9449 §9). Replays are known to this process only.
 */
final class DpopProofs {

    private static final int LONGEST_PROOF = 16_384;
    private static final int LONGEST_ID = 512;
    private static final int CAPACITY = 500_000;
    private static final Set<String> PRIVATE_PARTS = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

    private final Duration maxAge;
    private final Duration clockSkew;
    private final ReplayStore replays;
    private final Logger logger;
    private final InstantSource clock;
    private final OncePerMinute warnings;

    DpopProofs(Duration maxAge, Duration clockSkew, InstantSource clock, Logger logger) {
        this(maxAge, clockSkew, clock, logger, new ReplayStore(CAPACITY));
    }

    DpopProofs(Duration maxAge, Duration clockSkew, InstantSource clock, Logger logger, ReplayStore replays) {
        this.maxAge = maxAge;
        this.clockSkew = clockSkew;
        this.clock = clock;
        this.logger = logger;
        warnings = new OncePerMinute(clock);
        this.replays = replays;
    }

    /**
     * Checks a proof.
     *
     * @param proof the proof and the request that it came with
     * @param token the token that it came with
     * @param digest the token's digest
     * @param thumbprint the key that the token is bound to: its {@code cnf.jkt}
     * @return why the request cannot be let in; empty if it can
     */
    Optional<Judgement> check(DpopProof proof, VerifiedToken token, TokenDigest digest, String thumbprint) {
        Instant now = clock.instant();
        try {
            return replay(claims(proof, digest, thumbprint, now), token, thumbprint, now);
        } catch (JoseException invalid) {
            return refused(token, "The DPoP proof is not valid: " + invalid.detail());
        }
    }

    private Map<String, Object> claims(DpopProof proof, TokenDigest digest, String thumbprint, Instant now)
            throws JoseException {
        require(proof.jwt().length() <= LONGEST_PROOF, "it is too long");
        CompactJws jws = CompactJws.parse(proof.jwt());
        require(jws.header().type().filter("dpop+jwt"::equals).isPresent(), "its typ is not dpop+jwt");
        PublicJwk key = key(jws);
        require(key.thumbprint().equals(thumbprint), "its key is not the one that the token is bound to (jkt)");
        require(jws.verify(key.key()), "its signature is not its key's");
        Map<String, Object> claims = jws.claims();
        require(proof.method().equals(claims.get("htm")), "it is for another method (htm)");
        require(isFor(proof.uri(), claims.get("htu")), "it is for another URI (htu)");
        require(digest.base64Url().equals(claims.get("ath")), "it is for another token (ath)");
        Instant issued = issuedAt(claims);
        require(!issued.isAfter(now.plus(clockSkew)), "it is from the future (iat)");
        require(issued.isAfter(now.minus(maxAge).minus(clockSkew)), "it is too old (iat)");
        require(
                claims.get("jti") instanceof String id && !id.isEmpty() && id.length() <= LONGEST_ID,
                "its id (jti) is missing, empty or too long");
        return claims;
    }

    private static PublicJwk key(CompactJws jws) throws JoseException {
        Map<String, Object> members = new LinkedHashMap<>();
        if (jws.header().members().get("jwk") instanceof Map<?, ?> jwk) {
            jwk.forEach((name, value) -> members.put(String.valueOf(name), value));
        }
        require(!members.isEmpty(), "it holds no key (jwk)");
        require(Collections.disjoint(members.keySet(), PRIVATE_PARTS), "its key is not a public one");
        PublicJwk key = PublicJwk.parse(members);
        key.require(jws.header().algorithm());
        return key;
    }

    private static boolean isFor(String uri, @Nullable Object htu) {
        Optional<HttpTarget> expected = HttpTarget.parse(uri);
        return htu instanceof String claimed
                && expected.isPresent()
                && HttpTarget.parse(claimed).equals(expected);
    }

    private static Instant issuedAt(Map<String, Object> claims) throws JoseException {
        if (claims.get("iat") instanceof Number seconds) {
            try {
                return Instant.ofEpochSecond(seconds.longValue());
            } catch (DateTimeException absurd) {
                throw invalid("it has an absurd time (iat)");
            }
        }
        throw invalid("it has no time (iat)");
    }

    /** Last, so that only valid proofs take room in the store. */
    private Optional<Judgement> replay(Map<String, Object> claims, VerifiedToken token, String thumbprint, Instant now)
            throws JoseException {
        long expiry = issuedAt(claims).plus(maxAge).plus(clockSkew).toEpochMilli();
        TokenDigest id = TokenDigest.of(AccessToken.of(thumbprint + " " + claims.get("jti")));
        return switch (replays.use(id, expiry, now.toEpochMilli())) {
            case FIRST -> Optional.empty();
            case REPLAY -> refused(token, "The DPoP proof was used before (jti)");
            case FULL -> full();
        };
    }

    /** Nobody is let in whose proof may be a replay; said once a minute, because it takes an operator to mend it. */
    private Optional<Judgement> full() {
        if (warnings.isDue()) {
            logger.log(
                    Level.WARNING,
                    "More DPoP proofs than can be remembered are in use; requests with further ones are answered 503."
                            + " A shorter dpop.max-age makes room");
        }
        return Optional.of(Outage.of("Too many DPoP proofs are in use", Optional.empty()));
    }

    private static Optional<Judgement> refused(VerifiedToken token, String detail) {
        return Optional.of(Refusal.of(token, Reason.INVALID_PROOF, detail));
    }

    private static void require(boolean holds, String otherwise) throws JoseException {
        if (!holds) {
            throw invalid(otherwise);
        }
    }

    private static JoseException invalid(String detail) {
        return new JoseException(Reason.INVALID_PROOF, detail);
    }
}
