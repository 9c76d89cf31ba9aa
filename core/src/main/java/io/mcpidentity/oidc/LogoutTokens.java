package io.mcpidentity.oidc;

import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.Reason;
import io.mcpidentity.SignOut;
import io.mcpidentity.jose.CompactJws;
import io.mcpidentity.jose.JoseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Verifies logout tokens (OpenID Connect Back-Channel Logout 1.0 §2.4, §2.6). Thread-safe. */
final class LogoutTokens {

    /** Providers tell at once; who tells later tells of a session whose tokens have expired. */
    private static final Duration LONGEST_AGE = Duration.ofMinutes(5);

    private static final Duration SKEW = Duration.ofSeconds(60);

    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";

    /** Explicit typing is recommended only (§2.4), but another kind's type is another kind of token (RFC 8725 §3.11). */
    private static final Set<String> HEADER_TYPES = Set.of("jwt", "logout+jwt");

    /** The claim {@code typ}, which Keycloak has. */
    private static final Set<String> PAYLOAD_TYPES = Set.of("Logout", "logout+jwt");

    private static final int MAX_ID = 512;

    private final String issuer;
    private final IssuerSignatures signatures;
    private final Set<String> clients;
    private final InstantSource clock;
    private final RecentIds recent;

    LogoutTokens(String issuer, IssuerSignatures signatures, Set<String> clients, InstantSource clock) {
        this.issuer = issuer;
        this.signatures = signatures;
        this.clients = Set.copyOf(clients);
        this.clock = clock;
        this.recent = new RecentIds(LONGEST_AGE.plus(SKEW).plus(SKEW));
    }

    /** What a genuine token, that was not used before, tells. */
    SignOut verify(String token) throws JoseException, ProviderUnavailableException {
        CompactJws jws = CompactJws.parse(token);
        signatures.checkAlgorithm(jws.header());
        if (!jws.header().type().map(HEADER_TYPES::contains).orElse(true)) {
            throw wrongType("The header's typ says that this is no logout token");
        }
        signatures.check(jws);
        Map<String, Object> claims = jws.claims();
        checkKind(claims);
        checkBinding(claims);
        Instant now = clock.instant();
        Instant issuedAt = issuedAt(claims, now);
        checkExpiry(claims, now);
        SignOut end = new SignOut(issuer, id(claims, "sub"), sid(claims), issuedAt);
        String tokenId =
                id(claims, "jti").orElseThrow(() -> new JoseException(Reason.MALFORMED, "The logout token has no jti"));
        if (!recent.add(tokenId, now)) {
            throw new JoseException(Reason.INACTIVE, "The logout token was used before");
        }
        return end;
    }

    /** Tells a logout token from an ID token, an access token, and every other security event. */
    private static void checkKind(Map<String, Object> claims) throws JoseException {
        if (!(claims.get("events") instanceof Map<?, ?> events)) {
            throw wrongType("The token has no events, so it is no logout token");
        }
        if (!(events.get(EVENT) instanceof Map<?, ?>)) {
            throw wrongType("The token's events are no back-channel logout");
        }
        if (claims.containsKey("nonce")) {
            throw wrongType("The token has a nonce, which a logout token must not have");
        }
        Optional<String> type = TokenClaims.text(claims, "typ");
        if (type.isPresent() && !PAYLOAD_TYPES.contains(type.get())) {
            throw wrongType("The claim typ says that this is no logout token");
        }
    }

    private void checkBinding(Map<String, Object> claims) throws JoseException {
        if (!issuer.equals(claims.get("iss"))) {
            throw new JoseException(Reason.WRONG_ISSUER, "The token is of another issuer");
        }
        if (Collections.disjoint(TokenClaims.names(claims, "aud", false), clients)) {
            throw new JoseException(
                    Reason.WRONG_AUDIENCE, "The logout token is for no client in `logout-clients`, by its aud");
        }
    }

    private static Instant issuedAt(Map<String, Object> claims, Instant now) throws JoseException {
        Instant issuedAt = TokenClaims.time(claims, "iat")
                .orElseThrow(() -> new JoseException(Reason.MALFORMED, "The logout token has no iat"));
        if (issuedAt.isAfter(now.plus(SKEW))) {
            throw new JoseException(Reason.ISSUED_IN_FUTURE, "The logout token's iat is in the future");
        }
        if (issuedAt.isBefore(now.minus(LONGEST_AGE).minus(SKEW))) {
            throw new JoseException(Reason.EXPIRED, "The logout token is too old, by its iat");
        }
        return issuedAt;
    }

    private static void checkExpiry(Map<String, Object> claims, Instant now) throws JoseException {
        Instant expiresAt = TokenClaims.time(claims, "exp")
                .orElseThrow(() -> new JoseException(Reason.MISSING_EXPIRY, "The logout token has no exp"));
        if (!expiresAt.plus(SKEW).isAfter(now)) {
            throw new JoseException(Reason.EXPIRED, "The logout token has expired");
        }
    }

    private static Optional<String> sid(Map<String, Object> claims) throws JoseException {
        Optional<String> sid = id(claims, "sid");
        if (sid.isEmpty() && id(claims, "sub").isEmpty()) {
            throw new JoseException(Reason.MISSING_SUBJECT, "The logout token names neither sub nor sid");
        }
        return sid;
    }

    /** An id is remembered for a while, so it is bounded. */
    private static Optional<String> id(Map<String, Object> claims, String name) throws JoseException {
        Optional<String> id = TokenClaims.text(claims, name);
        if (id.isPresent() && id.get().length() > MAX_ID) {
            throw new JoseException(Reason.MALFORMED, "The logout token's " + name + " is too long");
        }
        return id;
    }

    private static JoseException wrongType(String detail) {
        return new JoseException(Reason.WRONG_TYPE, detail);
    }
}
