package io.mcpidentity.auth;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Caller;
import io.mcpidentity.Reason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds the providers that may know a token. Thread-safe.
 *
 * <p>Among several, nobody gets to see a token that may be another's: one that names its issuer goes there and nowhere
 * else, and one that does not goes only to those whose form it has.
 */
final class ProviderRoutes {

    private final List<ProviderInstance> all;
    private final Map<String, ProviderInstance> byIssuer;
    private final Logger logger;
    private final OncePerMinute failures;

    /** Routes among instances whose issuers differ. */
    ProviderRoutes(List<ProviderInstance> all, InstantSource clock, Logger logger) {
        this.all = List.copyOf(all);
        byIssuer = all.stream().collect(Collectors.toMap(ProviderInstance::issuer, Function.identity()));
        this.logger = logger;
        failures = new OncePerMinute(clock);
    }

    /**
     * The providers to offer a token to, in order: the only one; that of the issuer that a signed or encrypted JWT names,
     * which nobody has vouched for yet; those that recognize its form, where it names none, and only without such a
     * one those whose tokens may have any. May be empty: see {@link #stranger}.
     */
    List<ProviderInstance> of(AccessToken token) {
        if (all.size() == 1) {
            return all;
        }
        Optional<UnverifiedClaims> claims = UnverifiedClaims.of(token);
        if (claims.isPresent() && (token.hasJwtForm() || claims.get().issuer().isPresent())) {
            return claims.get().issuer().map(byIssuer::get).map(List::of).orElse(List.of());
        }
        List<ProviderInstance> recognizing =
                all.stream().filter(instance -> isRecognized(instance, token)).toList();
        List<ProviderInstance> certain = recognizing.stream()
                .filter(instance -> !instance.verifier().takesAnyForm())
                .toList();
        return certain.isEmpty() ? recognizing : certain;
    }

    private boolean isRecognized(ProviderInstance instance, AccessToken token) {
        try {
            return instance.verifier().recognizes(token);
        } catch (RuntimeException broken) {
            if (failures.isDue()) {
                logger.log(
                        Level.WARNING,
                        "The token verifier of the provider " + instance.name() + " failed with "
                                + TokenJudge.describe(broken)
                                + " when it was shown a token's form; the token is not offered to it. Further failures"
                                + " are not logged for a minute");
            }
            return false;
        }
    }

    /** Why a token that no provider is to be asked about is refused. */
    Judgement.Refusal stranger(AccessToken token) {
        Optional<UnverifiedClaims> claims = UnverifiedClaims.of(token);
        Optional<String> issuer = claims.flatMap(UnverifiedClaims::issuer);
        if (issuer.isPresent()) {
            return Judgement.Refusal.unverified(
                    Reason.WRONG_ISSUER,
                    "The token's issuer is '" + LogText.value(issuer.get())
                            + "', which is none of the configured providers', character by character");
        }
        if (claims.isPresent() && token.hasJwtForm()) {
            return Judgement.Refusal.unverified(Reason.WRONG_ISSUER, "The token names no issuer (iss)");
        }
        if (token.hasEncryptedForm()) {
            return Judgement.Refusal.unverified(
                    Reason.ENCRYPTED,
                    "The token is encrypted (JWE), which only its authorization server can read; have it issue signed"
                            + " tokens");
        }
        return Judgement.Refusal.unverified(
                Reason.MALFORMED,
                "The token has the form of none of the configured providers' ("
                        + all.stream().map(ProviderInstance::name).collect(Collectors.joining(", ")) + ")");
    }

    /** The provider that vouched for this caller. */
    ProviderInstance of(Caller caller) {
        return find(caller.issuer())
                .orElseThrow(() -> new IllegalArgumentException("The caller is not one of this authenticator's"));
    }

    /**
     * The provider with this issuer.
     *
     * @throws NoSuchElementException if there is none
     */
    ProviderInstance ofIssuer(String issuer) {
        return find(issuer).orElseThrow(() -> new NoSuchElementException("No provider has the issuer " + issuer));
    }

    private Optional<ProviderInstance> find(String issuer) {
        return Optional.ofNullable(byIssuer.get(issuer));
    }

    /** All providers, in the order of the configuration. */
    List<ProviderInstance> all() {
        return all;
    }
}
