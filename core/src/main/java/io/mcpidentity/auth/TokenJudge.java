package io.mcpidentity.auth;

import static java.util.function.Predicate.not;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Caller;
import io.mcpidentity.Reason;
import io.mcpidentity.ScopeHierarchy;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.auth.Judgement.Outage;
import io.mcpidentity.auth.Judgement.Refusal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out about a token without any memory: asks its provider, then the policy, the sign-in rules and the scope mapper.
 * Thread-safe.
 */
final class TokenJudge {

    private final ProviderRoutes routes;
    private final TokenPolicy policy;
    private final SignInRules signIn;
    private final ScopeHierarchy hierarchy;
    private final CacheTimes times;
    private final InstantSource clock;
    private final Logger logger;
    private final OncePerMinute failures;

    TokenJudge(
            ProviderRoutes routes,
            TokenPolicy policy,
            SignInRules signIn,
            ScopeHierarchy hierarchy,
            CacheTimes times,
            InstantSource clock,
            Logger logger) {
        this.routes = routes;
        this.policy = policy;
        this.signIn = signIn;
        this.hierarchy = hierarchy;
        this.times = times;
        this.clock = clock;
        this.logger = logger;
        failures = new OncePerMinute(clock);
    }

    /** Whether finding out takes a call to a provider. */
    boolean asksProvider(AccessToken token) {
        for (ProviderInstance provider : routes.of(token)) {
            if (asks(provider, token)) {
                return true;
            }
        }
        return false;
    }

    private static boolean asks(ProviderInstance provider, AccessToken token) {
        try {
            return provider.verifier().asksProvider(token);
        } catch (RuntimeException broken) {
            return true;
        }
    }

    /** Finds out about a token. */
    Judgement judge(AccessToken token) {
        if (!token.value().chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            return Refusal.unverified(Reason.MALFORMED, "The token has characters that no token has");
        }
        List<ProviderInstance> candidates = routes.of(token);
        if (candidates.isEmpty()) {
            return Refusal.unverified(Reason.WRONG_ISSUER, stranger(token));
        }
        Refusal refusal = null;
        Outage outage = null;
        for (ProviderInstance provider : candidates) {
            Verification found = verify(provider, token);
            if (found instanceof Verification.Accepted accepted) {
                return judge(provider, accepted.token());
            }
            if (found instanceof Verification.Rejected rejected) {
                refusal = moreTelling(refusal, refusal(provider, rejected, token));
            } else if (found instanceof Verification.Unavailable unavailable && outage == null) {
                outage = Outage.of(unavailable.detail(), unavailable.retryAfter());
            }
        }
        if (outage == null && refusal != null) {
            return refusal;
        }
        return outage != null ? outage : Outage.of("No provider decided about the token", Optional.empty());
    }

    private static String stranger(AccessToken token) {
        return UnverifiedClaims.of(token)
                .flatMap(UnverifiedClaims::issuer)
                .map(issuer -> "The token's issuer is '" + LogText.value(issuer)
                        + "', which is none of the configured providers', character by character")
                .orElse("The token names no issuer (iss)");
    }

    /** A signature that cannot be checked is most often that of another issuer, and then the key is not what to look for. */
    private static Refusal refusal(ProviderInstance provider, Verification.Rejected rejected, AccessToken token) {
        String detail = rejected.detail();
        if (rejected.reason() == Reason.UNKNOWN_KEY || rejected.reason() == Reason.UNTRUSTED_SIGNATURE) {
            Optional<String> issuer =
                    UnverifiedClaims.of(token).flatMap(UnverifiedClaims::issuer).filter(not(provider.issuer()::equals));
            if (issuer.isPresent()) {
                detail += "; the token says that its issuer is '" + LogText.value(issuer.get())
                        + "', and this server expects '" + provider.issuer() + "'";
            }
        }
        return Refusal.unverified(rejected.reason(), detail);
    }

    /** Of the answers of several providers to one token, the first that knows more than that the form is not its own. */
    private static Refusal moreTelling(@Nullable Refusal first, Refusal second) {
        return first == null || first.answer().reason() == Reason.MALFORMED ? second : first;
    }

    private Verification verify(ProviderInstance provider, AccessToken token) {
        Verification found;
        try {
            found = provider.verifier().verify(token);
        } catch (RuntimeException broken) {
            failed("token verifier", provider, broken);
            return new Verification.Unavailable("The token verifier failed", Optional.empty());
        }
        if (found instanceof Verification.Unavailable unavailable) {
            provider.outages().down(clock.millis(), LogText.sentence(unavailable.detail()));
        } else if (asks(provider, token)) {
            provider.outages().up();
        } else if (found instanceof Verification.Accepted) {
            provider.outages().calm(clock.millis());
        }
        return found;
    }

    private Judgement judge(ProviderInstance provider, VerifiedToken token) {
        Instant now = clock.instant();
        Optional<Refusal> refusal = policy.check(token, provider.issuer(), now);
        if (refusal.isPresent()) {
            return advised(provider, refusal.get());
        }
        try {
            return new KnownToken(token, decision(provider, token), now, times);
        } catch (RuntimeException broken) {
            failed("scope mapper", provider, broken);
            return Outage.of("The scope mapper failed", Optional.empty());
        }
    }

    private void failed(String role, ProviderInstance provider, RuntimeException broken) {
        if (failures.isDue()) {
            logger.log(
                    Level.WARNING,
                    "The " + role + " of the provider " + provider.name() + " failed with " + describe(broken)
                            + "; the request is answered 503. Further failures are not logged for a minute");
        }
    }

    private Refusal advised(ProviderInstance provider, Refusal refusal) {
        try {
            return provider.provider()
                    .advice(refusal.answer().reason())
                    .map(refusal::with)
                    .orElse(refusal);
        } catch (RuntimeException broken) {
            logger.log(Level.DEBUG, "The provider " + provider.name() + " has no advice: " + describe(broken));
            return refusal;
        }
    }

    private Authentication decision(ProviderInstance provider, VerifiedToken token) {
        if (!signIn.admitEverybody() && !signIn.admit(provider.attributes(token))) {
            return new Authentication.Refused(
                    Reason.NOT_ADMITTED,
                    "The token is valid, but its holder is not among those whom this server admits");
        }
        Set<String> scopes = hierarchy.expand(provider.mapper().granted(token));
        return new Authentication.Authenticated(caller(token, scopes), token);
    }

    private static Caller caller(VerifiedToken token, Set<String> scopes) {
        return new Caller(
                token.issuer(),
                token.subject().orElseThrow(),
                text(token, "name").or(() -> text(token, "preferred_username")),
                token.verifiedEmail(),
                token.clientId(),
                scopes,
                token.claims());
    }

    private static Optional<String> text(VerifiedToken token, String claim) {
        return token.claims().get(claim) instanceof String text && !text.isBlank()
                ? Optional.of(text)
                : Optional.empty();
    }

    /** The type and the place, because the message may hold what was parsed. */
    static String describe(RuntimeException broken) {
        StackTraceElement[] trace = broken.getStackTrace();
        return broken.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
