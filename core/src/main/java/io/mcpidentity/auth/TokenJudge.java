package io.mcpidentity.auth;

import static java.util.function.Predicate.not;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Caller;
import io.mcpidentity.Reason;
import io.mcpidentity.ScopeGrants;
import io.mcpidentity.ScopeHierarchy;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.auth.Judgement.Outage;
import io.mcpidentity.auth.Judgement.Refusal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out about a token without any memory but of revocations: asks its provider and then the policy; and, apart from
 * that, decides about its holder by the directory, the sign-in rules and the scope mapper. Thread-safe.
 */
final class TokenJudge {

    private final ProviderRoutes routes;
    private final RevokedTokens revoked;
    private final Directories directories;
    private final SignInRules signIn;
    private final ScopeGrants grants;
    private final ScopeHierarchy hierarchy;
    private final CacheTimes times;
    private final InstantSource clock;
    private final Logger logger;
    private final OncePerMinute failures;

    TokenJudge(
            ProviderRoutes routes,
            RevokedTokens revoked,
            Directories directories,
            SignInRules signIn,
            ScopeGrants grants,
            ScopeHierarchy hierarchy,
            CacheTimes times,
            InstantSource clock,
            Logger logger) {
        this.routes = routes;
        this.revoked = revoked;
        this.directories = directories;
        this.signIn = signIn;
        this.grants = grants;
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

    /** Finds out whether a token is genuine, and meant for this server; nothing is decided about its holder yet. */
    Judgement verify(AccessToken token) {
        if (!isPrintable(token.value())) {
            return Refusal.unverified(Reason.MALFORMED, "The token has characters that no token has");
        }
        List<ProviderInstance> candidates = routes.of(token);
        if (candidates.isEmpty()) {
            return routes.stranger(token);
        }
        Refusal refusal = null;
        Outage outage = null;
        for (ProviderInstance provider : candidates) {
            long revocations = revoked.count();
            Verification found = verify(provider, token);
            if (found instanceof Verification.Accepted accepted) {
                return known(
                        provider,
                        accepted.token(),
                        new KnownToken.Origin(TokenDigest.ofSigned(token), asks(provider, token), revocations));
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

    private static boolean isPrintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= 0x20 || c >= 0x7f) {
                return false;
            }
        }
        return true;
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

    private Judgement known(ProviderInstance provider, VerifiedToken token, KnownToken.Origin origin) {
        Instant now = clock.instant();
        Optional<Refusal> refusal = provider.policy().check(token, provider.issuer(), now);
        return refusal.isPresent() ? advised(provider, refusal.get()) : new KnownToken(token, origin, now, times);
    }

    /** Why a token is refused that was itself revoked here. */
    Optional<Refusal> revoked(AccessToken token) {
        return revoked.isRevoked(token)
                ? Optional.of(Refusal.unverified(Reason.REVOKED, "The token was revoked"))
                : Optional.empty();
    }

    private Optional<Refusal> revoked(KnownToken known) {
        return revoked.refuses(known.token(), known.origin())
                ? Optional.of(Refusal.of(
                        known.token(),
                        Reason.REVOKED,
                        "The token was revoked, or its holder was signed out after it was issued"))
                : Optional.empty();
    }

    /**
     * Decides about the holder of a token, unless that was done and still holds. Looks for revocations last: one that was
     * made meanwhile is either seen here, or sees what is remembered of this.
     */
    Judgement decide(KnownToken known, AccessToken token) {
        Optional<Refusal> before = revoked(known);
        if (before.isPresent()) {
            return before.get();
        }
        if (known.isDecided(clock.millis())) {
            return known;
        }
        ProviderInstance provider = routes.ofIssuer(known.token().issuer());
        Judgement decision;
        try {
            decision = decide(provider, known, directories.facts(known.token(), token));
        } catch (RuntimeException broken) {
            failed("scope mapper", provider, broken);
            return Outage.of("The scope mapper failed", Optional.empty());
        }
        Optional<Refusal> meanwhile = revoked(known);
        return meanwhile.isPresent() ? meanwhile.get() : decision;
    }

    /** Grants only add. A directory that is out takes its own grants away, and nobody's admission is denied because of it. */
    private Judgement decide(ProviderInstance provider, KnownToken known, DirectoryFacts facts) {
        VerifiedToken token = known.token();
        Set<String> attributes = new LinkedHashSet<>();
        if (!signIn.admitEverybody() || !grants.isEmpty()) {
            attributes.addAll(provider.attributes(token));
            attributes.addAll(facts.attributes());
        }
        if (!signIn.admit(attributes)) {
            if (facts.outage().isPresent()) {
                return Outage.of(
                        "The directory cannot be asked whether the token's holder is admitted",
                        facts.outage().get().retryAfter());
            }
            Refusal refusal = Refusal.of(
                    token,
                    Reason.NOT_ADMITTED,
                    "The token is valid, but its holder is not among those whom this server admits");
            return known.decided(advised(provider, refusal).answer(), facts.until());
        }
        Set<String> granted = provider.mapper().granted(token);
        if (!grants.isEmpty()) {
            granted = new LinkedHashSet<>(granted);
            granted.addAll(grants.scopesFor(attributes));
        }
        return known.decided(
                new Authentication.Authenticated(caller(token, hierarchy.expand(granted)), token), facts.until());
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
    static String describe(Throwable broken) {
        StackTraceElement[] trace = broken.getStackTrace();
        return broken.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
