package io.mcpidentity.auth;

import io.mcpidentity.AccessToken;
import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.Caller;
import io.mcpidentity.Confirmation;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.Reason;
import io.mcpidentity.SignOut;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.Settings;
import io.mcpidentity.oidc.JdkHttpTransport;
import io.mcpidentity.spi.HttpEndpoints;
import io.mcpidentity.spi.HttpTransport;
import java.lang.System.Logger;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides about credentials: the one place of policy. Thread-safe.
 *
 * <p>In this order: the token's form and signature (by its provider's verifier), issuer, times, binding, proof of
 * possession, sign-in rules. Scopes come last, by {@link #authorize}.
 *
 * <p>Also ends tokens before their time: {@link #revoke}, {@link #signOut}.
 */
public final class Authenticator implements AutoCloseable {

    private static final Authorization.Permitted PERMITTED = new Authorization.Permitted();

    private static final Authentication.Refused TOO_LONG =
            new Authentication.Refused(Reason.TOO_LARGE, "The token is longer than max-token-size allows");

    private final ProviderRoutes routes;
    private final TokenCache cache;
    private final Directories directories;
    private final SignOuts signOuts;
    private final DpopProofs proofs;
    private final ScopeRequests requests;
    private final SecurityLog log;
    private final Logger logger;
    private final int maxTokenSize;

    private Authenticator(Builder from) {
        Configuration configuration = from.configuration;
        logger = System.getLogger(Authenticator.class.getName());
        InstantSource clock = from.clock;
        IdentityProviders providers = from.providers == null ? IdentityProviders.load() : from.providers;
        HttpTransport http = from.http == null ? new JdkHttpTransport() : from.http;
        routes = new ProviderRoutes(
                new ProviderAssembly(configuration, providers, http, clock, logger).instances(), clock, logger);
        CacheTimes times = CacheTimes.from(configuration);
        SignInRules signIn = new SignInRules(configuration.signInRules());
        RevokedTokens revoked =
                new RevokedTokens(configuration.get(Settings.MAX_TOKEN_LIFETIME), times.clockSkew(), clock, logger);
        directories = new Directories(routes.all(), configuration, signIn, clock, logger);
        TokenJudge judge = new TokenJudge(
                routes,
                revoked,
                directories,
                signIn,
                configuration.grants(),
                configuration.hierarchy(),
                times,
                clock,
                logger);
        cache = new TokenCache(judge, clock, times, configuration.get(Settings.CACHE_SIZE));
        proofs = new DpopProofs(configuration.get(Settings.DPOP_MAX_AGE), times.clockSkew(), clock, logger);
        requests = new ScopeRequests(configuration.find(Settings.REQUESTABLE_SCOPES), logger);
        log = new SecurityLog(logger, clock, from.allListeners());
        signOuts = new SignOuts(routes, judge, cache, revoked, directories, log, clock, logger);
        maxTokenSize = configuration.get(Settings.MAX_TOKEN_SIZE);
        routes.all().forEach(instance -> instance.provider().revocations(signOuts));
    }

    /** An authenticator with the providers that the configuration selects; does no I/O. */
    public static Authenticator create(Configuration configuration) {
        return builder(configuration).build();
    }

    /** An authenticator with parts of its own. */
    public static Builder builder(Configuration configuration) {
        return new Builder(configuration);
    }

    /** Decides who is calling. */
    public Authentication authenticate(Credentials credentials) {
        AccessToken token = credentials.token();
        if (isTooLong(token)) {
            return answer(new Judgement.Refusal(TOO_LONG, Optional.empty()), token);
        }
        TokenDigest digest = TokenDigest.of(token);
        KnownToken known = cache.fresh(digest);
        boolean fromCache = known != null;
        if (known == null) {
            Judgement found = cache.ask(token, digest);
            if (!(found instanceof KnownToken verified)) {
                return answer(found, token);
            }
            known = verified;
        }
        Judgement unproven = possession(known.token(), credentials, digest);
        if (unproven != null) {
            return answer(unproven, token);
        }
        if (known.decision() instanceof Authentication.Authenticated who) {
            log.accepted(who, fromCache);
        } else if (known.decision() instanceof Authentication.Refused refused) {
            log.refused(refused, Optional.of(known.token()), token);
        }
        return known.decision();
    }

    /** Why whoever sent a token cannot be believed to hold its key; checked for each request, and never remembered. */
    private @Nullable Judgement possession(VerifiedToken token, Credentials credentials, TokenDigest digest) {
        Optional<Confirmation> confirmation = token.confirmation();
        if (confirmation.isEmpty()) {
            return credentials.proof().isEmpty()
                    ? null
                    : Judgement.Refusal.of(
                            token,
                            Reason.INVALID_PROOF,
                            "The token is not bound to a key (cnf), so it cannot be used with the DPoP scheme");
        }
        if (credentials.proof().isEmpty()) {
            return Judgement.Refusal.of(
                    token, Reason.PROOF_REQUIRED, "The token is bound to a key: it needs the DPoP scheme and a proof");
        }
        String thumbprint = confirmation.get().keyThumbprint().orElseThrow();
        return proofs.check(credentials.proof().get(), token, digest, thumbprint)
                .orElse(null);
    }

    private Authentication answer(Judgement judgement, AccessToken token) {
        if (judgement instanceof Judgement.Refusal refusal) {
            log.refused(refusal.answer(), refusal.token(), token);
            return refusal.answer();
        }
        Authentication.Unavailable outage = ((Judgement.Outage) judgement).answer();
        log.unavailable(outage);
        return outage;
    }

    /** Decides whether a caller has the scopes that an operation needs, and what to ask for where not. */
    public Authorization authorize(Authentication.Authenticated who, Set<String> needed) {
        if (permits(who, needed)) {
            return PERMITTED;
        }
        Set<String> missing = new LinkedHashSet<>(needed);
        missing.removeAll(who.caller().scopes());
        return new Authorization.InsufficientScope(
                missing, requests.challenge(routes.of(who.caller()).mapper(), needed, who.token()));
    }

    /** Whether a caller has these scopes: {@link #authorize} where nobody is to be told what to ask for, such as in a list. */
    public boolean permits(Authentication.Authenticated who, Set<String> needed) {
        return who.caller().scopes().containsAll(needed);
    }

    /**
     * The scopes, by the provider's names, that a first sign-in should ask for: those of the given ones that a provider can
     * be asked for. With several providers, by the names of the first, to which clients turn first.
     */
    public Set<String> requested(Set<String> serverScopes) {
        return requests.requested(routes.all().get(0).mapper(), serverScopes);
    }

    /** The issuers of the configured providers, in their order. */
    public List<String> issuers() {
        return routes.all().stream().map(ProviderInstance::issuer).toList();
    }

    /**
     * The metadata of one of {@link #issuers()}.
     *
     * @throws ProviderUnavailableException if it cannot be fetched
     * @throws NoSuchElementException if the issuer is not one of them
     */
    public AuthorizationServer authorizationServer(String issuer) throws ProviderUnavailableException {
        return routes.ofIssuer(issuer).discovery().authorizationServer();
    }

    /** What the configured providers serve in this process, in their order. */
    public List<HttpEndpoints> endpoints() {
        return routes.all().stream()
                .flatMap(instance -> instance.provider().endpoints().stream())
                .toList();
    }

    /** Tells the listeners and the log about a decision that was made outside of this class, such as missing scopes. */
    public void report(SecurityEvent event) {
        log.report(event);
    }

    /** Forgets this token, so that it is verified anew; a check of it that runs now is not remembered. */
    public void evict(AccessToken token) {
        cache.evict(TokenDigest.of(token));
    }

    /**
     * Forgets a subject's tokens and what the directory says of it, for example because somebody has left a group; checks that
     * run now are not remembered.
     *
     * @throws NoSuchElementException if the issuer is not one of {@link #issuers()}
     */
    public void evict(String issuer, String subject) {
        signOuts.evict(routes.ofIssuer(issuer).issuer(), subject);
    }

    /**
     * Forgets all tokens of the callers that match, and everything that directories have said, of whomever; checks that run
     * now are not remembered.
     */
    public void evict(Predicate<Caller> callers) {
        signOuts.evict(callers);
    }

    /**
     * Revokes a token: it is refused from when this returns, though its signature is good, and sessions that it was used for
     * end; then its provider is told (RFC 7009), where that is configured.
     *
     * <p>Holds in this process alone: tell each replica. Blocks while the provider is called, within a deadline. Does not
     * check a proof of possession, nor the sign-in rules.
     */
    public Revocation revoke(AccessToken token) {
        return isTooLong(token) ? tooLong() : signOuts.revoke(token);
    }

    /**
     * Signs the holder of a token out: {@link #signOut(String, String)}, for providers that need one of the subject's tokens
     * for it.
     */
    public Revocation signOut(AccessToken token) {
        return isTooLong(token) ? tooLong() : signOuts.signOut(token);
    }

    /**
     * Signs a subject out: every token that was issued until now is refused from when this returns, sessions end, and then
     * the provider is told, where that is configured. Tokens that are issued later work: whether a client gets one by a
     * refresh token is the provider's affair.
     *
     * <p>"Until now" goes by {@code iat} and this server's clock; tokens that were seen here are refused whatever they say. A
     * token without {@code iat} is judged anew by its provider where that is asked about tokens, because the provider knows
     * what it has ended; where only a signature is checked, it is refused.
     *
     * <p>Holds in this process alone, for {@code max-token-lifetime}: tell each replica. Blocks while the provider is called,
     * within a deadline.
     *
     * @param issuer one of {@link #issuers()}
     * @param subject {@code sub} there
     * @throws NoSuchElementException if the issuer is not one of them
     */
    public Revocation signOut(String issuer, String subject) {
        return signOuts.signOut(issuer, subject, Optional.empty());
    }

    /** Takes over a sign-out that was made elsewhere, such as at another replica, without telling the provider. */
    public void signedOut(SignOut end) {
        signOuts.signedOut(end);
    }

    /** Lets a listener know from now on whose sessions end. */
    public void addListener(SessionEndListener listener) {
        signOuts.add(Objects.requireNonNull(listener));
    }

    /** Leaves a listener alone again. */
    public void removeListener(SessionEndListener listener) {
        signOuts.remove(listener);
    }

    private boolean isTooLong(AccessToken token) {
        return token.value().length() > maxTokenSize;
    }

    private static Revocation tooLong() {
        return new Revocation.NotNeeded(TOO_LONG);
    }

    /** Closes the providers. */
    @Override
    public void close() {
        directories.close();
        routes.all().forEach(instance -> ProviderAssembly.close(instance.provider(), logger));
    }

    /** Collects the parts; not thread-safe. */
    public static final class Builder {

        private final Configuration configuration;
        private final List<SecurityListener> listeners = new ArrayList<>();
        private @Nullable IdentityProviders providers;
        private @Nullable HttpTransport http;
        private InstantSource clock = InstantSource.system();

        private Builder(Configuration configuration) {
            this.configuration = configuration;
        }

        /** Uses these providers instead of those that the service loader finds. */
        public Builder providers(IdentityProviders providers) {
            this.providers = providers;
            return this;
        }

        /** Calls providers in this way. */
        public Builder http(HttpTransport http) {
            this.http = http;
            return this;
        }

        /** Takes the time from this clock. */
        public Builder clock(InstantSource clock) {
            this.clock = Objects.requireNonNull(clock);
            return this;
        }

        /** Lets a listener see every decision, beside those found as services. */
        public Builder listener(SecurityListener listener) {
            listeners.add(Objects.requireNonNull(listener));
            return this;
        }

        private List<SecurityListener> allListeners() {
            List<SecurityListener> all = new ArrayList<>(listeners);
            all.addAll(FoundServices.load(
                            loader -> ServiceLoader.load(SecurityListener.class, loader),
                            layer -> ServiceLoader.load(layer, SecurityListener.class))
                    .found());
            return all;
        }

        /**
         * The authenticator.
         *
         * @throws io.mcpidentity.config.ConfigurationException with all problems of the configuration together
         */
        public Authenticator build() {
            return new Authenticator(this);
        }
    }
}
