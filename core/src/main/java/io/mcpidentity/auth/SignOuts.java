package io.mcpidentity.auth;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Caller;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.SignOut;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.spi.Revocations;
import io.mcpidentity.spi.Revoker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Ends tokens and sessions: first here, so that whoever is told finds it done, then those who keep sessions, and last the
 * provider. Thread-safe.
 *
 * <p>The order within: what is revoked is remembered before it is evicted, and a check looks for revocations before what it
 * found is remembered. So none is remembered that began before.
 */
final class SignOuts implements Revocations {

    private final ProviderRoutes routes;
    private final TokenJudge judge;
    private final TokenCache cache;
    private final RevokedTokens revoked;
    private final Directories directories;
    private final SecurityLog log;
    private final InstantSource clock;
    private final Logger logger;
    private final OncePerMinute failures;
    private final List<SessionEndListener> listeners = new CopyOnWriteArrayList<>();

    SignOuts(
            ProviderRoutes routes,
            TokenJudge judge,
            TokenCache cache,
            RevokedTokens revoked,
            Directories directories,
            SecurityLog log,
            InstantSource clock,
            Logger logger) {
        this.routes = routes;
        this.judge = judge;
        this.cache = cache;
        this.revoked = revoked;
        this.directories = directories;
        this.log = log;
        this.clock = clock;
        this.logger = logger;
        failures = new OncePerMinute(clock);
    }

    /** A call to a provider. */
    private interface Call {
        boolean to(Revoker revoker) throws ProviderUnavailableException;
    }

    void add(SessionEndListener listener) {
        listeners.add(listener);
    }

    void remove(SessionEndListener listener) {
        listeners.remove(listener);
    }

    Revocation revoke(AccessToken token) {
        TokenDigest digest = TokenDigest.of(token);
        Judgement found = find(token, digest);
        if (!(found instanceof KnownToken known)) {
            Authentication.Unavailable outage = outage(found);
            if (outage == null) {
                return notNeeded((Judgement.Refusal) found, token);
            }
            return isForgotten(token, digest)
                    ? new Revocation.ProviderUnavailable(outage.detail(), Optional.of(outage.retryAfter()))
                    : new Revocation.NotDone(outage.detail(), outage.retryAfter());
        }
        VerifiedToken verified = known.token();
        TokenDigest signed = known.origin().signed();
        revoked.revoke(verified, known.origin());
        directories.evict(verified.issuer(), verified.subject().orElse(""));
        cache.evict(digest);
        cache.evict((KnownToken each) -> each.origin().signed().equals(signed));
        tell(SessionEnd.of(verified));
        return atProvider(routes.ofIssuer(verified.issuer()), revoker -> revoker.revoke(token, verified));
    }

    Revocation signOut(AccessToken token) {
        TokenDigest digest = TokenDigest.of(token);
        Judgement found = find(token, digest);
        if (!(found instanceof KnownToken known)) {
            Authentication.Unavailable outage = outage(found);
            if (outage == null) {
                return notNeeded((Judgement.Refusal) found, token);
            }
            boolean unused = isForgotten(token, digest);
            return new Revocation.NotDone(outage.detail(), outage.retryAfter());
        }
        revoked.revoke(known.token(), known.origin());
        return signOut(known.token().issuer(), known.token().subject().orElse(""), Optional.of(token));
    }

    Revocation signOut(String issuer, String subject, Optional<AccessToken> token) {
        ProviderInstance provider = routes.ofIssuer(issuer);
        SignOut end = new SignOut(issuer, Optional.of(subject), Optional.empty(), clock.instant());
        end(end, true);
        Revocation told = atProvider(provider, revoker -> revoker.signOut(new Revoker.Subject(subject, token)));
        forgetWhatWasSaidBefore(end);
        return told;
    }

    /** A provider that was asked about a token before it was told of the sign-out may have stood by it. */
    private void forgetWhatWasSaidBefore(SignOut end) {
        SessionEnd whose = SessionEnd.of(end);
        revoked.signOut(end);
        cache.evict((KnownToken known) -> known.token().issuedAt().isEmpty() && whose.covers(known.token()));
    }

    @Override
    public void signedOut(SignOut end) {
        end(end, false);
    }

    void evict(String issuer, String subject) {
        directories.evict(issuer, subject);
        cache.evict((KnownToken known) ->
                known.token().issuer().equals(issuer) && known.token().subject().equals(Optional.of(subject)));
    }

    @Override
    public void evict(Predicate<Caller> callers) {
        directories.evictAll(); // it knows subjects and not callers
        cache.evict(known -> !known.hasDecision()
                || (known.decision() instanceof Authentication.Authenticated who && callers.test(who.caller())));
    }

    /**
     * Ends what a sign-out is about.
     *
     * @param all whether it was made here and is about every token that is known now, whatever its provider's clock says
     */
    private void end(SignOut end, boolean all) {
        SessionEnd whose = SessionEnd.of(end);
        revoked.signOut(end);
        cache.forEach((digest, known) -> {
            if (whose.covers(known.token()) && (all || known.token().issuedAt().isEmpty())) {
                revoked.revoke(known.token(), known.origin());
            }
        });
        end.subject().ifPresent(subject -> directories.evict(end.issuer(), subject));
        cache.evict((KnownToken known) -> whose.covers(known.token()));
        tell(whose);
    }

    /** What is known of the token, or what its provider says of it now. */
    private Judgement find(AccessToken token, TokenDigest digest) {
        KnownToken held = cache.held(digest);
        return held != null ? held : judge.verify(token);
    }

    private static Authentication.@Nullable Unavailable outage(Judgement found) {
        return found instanceof Judgement.Outage outage ? outage.answer() : null;
    }

    /** A genuine token that the policy refuses today may fit it tomorrow. */
    private Revocation notNeeded(Judgement.Refusal refusal, AccessToken token) {
        refusal.token().ifPresent(genuine -> revoked.revoke(token, genuine, judge.asksProvider(token)));
        return new Revocation.NotNeeded(refusal.answer());
    }

    /** Refuses a token that may turn out to be genuine once its provider is back, if there is room for it. */
    private boolean isForgotten(AccessToken token, TokenDigest digest) {
        boolean remembered = revoked.revokeUnverified(token);
        cache.evict(digest);
        return remembered;
    }

    private void tell(SessionEnd end) {
        log.report(new SecurityEvent.Ended(
                LogText.value(end.issuer()),
                LogText.value(end.subject()),
                LogText.value(end.sessionId()),
                LogText.value(end.clientId())));
        for (SessionEndListener listener : listeners) {
            try {
                listener.ended(end);
            } catch (RuntimeException broken) {
                failed("The listener " + listener.getClass().getName(), broken);
            }
        }
    }

    private Revocation atProvider(ProviderInstance provider, Call call) {
        try {
            Optional<Revoker> revoker = provider.provider().revoker();
            return revoker.isPresent() && call.to(revoker.get())
                    ? new Revocation.Done()
                    : new Revocation.HereOnly("The provider " + provider.name()
                            + (revoker.isPresent() ? " cannot do that" : " is not set up for that"));
        } catch (ProviderUnavailableException outage) {
            return new Revocation.ProviderUnavailable(
                    LogText.sentence(String.valueOf(outage.getMessage())), outage.retryAfter());
        } catch (RuntimeException | LinkageError broken) {
            failed("The revoker of the provider " + provider.name(), broken);
            return new Revocation.ProviderUnavailable("The revoker failed", Optional.empty());
        }
    }

    private void failed(String who, Throwable broken) {
        if (failures.isDue()) {
            logger.log(
                    Level.WARNING,
                    who + " failed with " + TokenJudge.describe(broken)
                            + " at a sign-out. Further failures are not logged for a minute");
        }
    }
}
