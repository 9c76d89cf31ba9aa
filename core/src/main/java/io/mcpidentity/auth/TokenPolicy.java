package io.mcpidentity.auth;

import io.mcpidentity.Reason;
import io.mcpidentity.TokenBinding;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.auth.Judgement.Refusal;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether a genuine token is meant for this server, and for now (RFC 9068 §4, RFC 8707 §2). Immutable.
 *
 * <p>Does not check the signature, proofs of possession, sign-in rules or scopes.
 *
 * @param audiences the values of {@code aud} that are accepted
 * @param clientIds the clients that are accepted where the provider binds tokens to clients only
 * @param clockSkew how far clocks may be apart
 * @param maxLifetime the longest time to its expiry that a token may still have
 */
record TokenPolicy(Set<String> audiences, Set<String> clientIds, Duration clockSkew, Duration maxLifetime) {

    /** The policy for the tokens of a provider that knows these clients. */
    static TokenPolicy of(Configuration configuration, Set<String> clientIds) {
        Set<String> clients =
                new HashSet<>(configuration.find(Settings.CLIENT_IDS).orElse(Set.of()));
        clients.addAll(clientIds);
        return new TokenPolicy(
                configuration.find(Settings.AUDIENCES).orElseGet(() -> Set.of(configuration.get(Settings.RESOURCE))),
                clients,
                configuration.get(Settings.CLOCK_SKEW),
                configuration.get(Settings.MAX_TOKEN_LIFETIME));
    }

    /** The refusal, or nothing. */
    Optional<Refusal> check(VerifiedToken token, String issuer, Instant now) {
        if (!token.issuer().equals(issuer)) {
            return refused(
                    token,
                    Reason.WRONG_ISSUER,
                    "The token's issuer is " + shown(token.issuer()) + ", and this server expects " + shown(issuer)
                            + ", character by character");
        }
        return times(token, now).or(() -> binding(token)).or(() -> identity(token));
    }

    private Optional<Refusal> times(VerifiedToken token, Instant now) {
        if (token.expiresAt().isEmpty()) {
            return refused(token, Reason.MISSING_EXPIRY, "The token has no expiry (exp)");
        }
        Instant expiry = token.expiresAt().get();
        if (!expiry.isAfter(now.minus(clockSkew))) {
            return refused(token, Reason.EXPIRED, "The token expired at " + expiry);
        }
        if (expiry.isAfter(now.plus(maxLifetime).plus(clockSkew))) {
            return refused(
                    token,
                    Reason.LIFETIME_TOO_LONG,
                    "The token's expiry is further away than max-token-lifetime allows");
        }
        Instant latestStart = now.plus(clockSkew);
        if (token.notBefore().filter(start -> start.isAfter(latestStart)).isPresent()) {
            return refused(token, Reason.NOT_YET_VALID, "The token is not valid yet (nbf)");
        }
        if (token.issuedAt().filter(issued -> issued.isAfter(latestStart)).isPresent()) {
            return refused(token, Reason.ISSUED_IN_FUTURE, "The token was issued in the future (iat)");
        }
        return Optional.empty();
    }

    private Optional<Refusal> binding(VerifiedToken token) {
        if (token.binding() instanceof TokenBinding.ToClient client) {
            return clientIds.contains(client.clientId())
                    ? Optional.empty()
                    : refused(
                            token,
                            Reason.WRONG_CLIENT,
                            "The token was issued to the client " + shown(client.clientId())
                                    + ", which client-ids does not name");
        }
        Set<String> audience = ((TokenBinding.ToResource) token.binding()).audience();
        if (audience.isEmpty()) {
            return refused(
                    token,
                    Reason.MISSING_AUDIENCE,
                    "The token names no audience (aud), so nobody knows for whom it is; this server expects "
                            + shown(audiences));
        }
        if (Collections.disjoint(audience, audiences)) {
            return refused(
                    token,
                    Reason.WRONG_AUDIENCE,
                    "The token is for " + shown(audience) + ", and this server expects " + shown(audiences));
        }
        return Optional.empty();
    }

    private static Optional<Refusal> identity(VerifiedToken token) {
        if (token.subject().filter(subject -> !subject.isBlank()).isEmpty()) {
            return refused(token, Reason.MISSING_SUBJECT, "The token names no subject (sub)");
        }
        if (token.confirmation().isPresent()
                && token.confirmation().get().keyThumbprint().isEmpty()) {
            return refused(
                    token,
                    Reason.UNSUPPORTED_BINDING,
                    "The token is bound to its sender in a way other than DPoP (cnf)");
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refused(VerifiedToken token, Reason reason, String detail) {
        return Optional.of(Refusal.of(token, reason, detail));
    }

    private static String shown(Set<String> values) {
        return values.stream()
                .sorted()
                .limit(4)
                .map(TokenPolicy::shown)
                .reduce((a, b) -> a + " or " + b)
                .orElse("nothing");
    }

    private static String shown(String value) {
        return "'" + LogText.value(value) + "'";
    }
}
