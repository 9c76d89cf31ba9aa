package io.mcpidentity.client.session;

import io.mcpidentity.AccessToken;
import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.client.ProviderUnavailable;
import io.mcpidentity.client.session.SessionState.Binding;
import io.mcpidentity.client.token.ClientIdentity;
import io.mcpidentity.client.token.DpopKey;
import io.mcpidentity.client.token.Grant;
import io.mcpidentity.client.token.Grants;
import io.mcpidentity.client.token.TokenAnswer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Renews tokens without a person, ahead of their end, once for all threads and for all processes that share the store.
 * Thread-safe.
 *
 * <p>New tokens are in the store before anybody uses them. A process that dies between the answer and that finds the old
 * refresh token there, and the authorization server's grace decides whether it still counts; where it does not, somebody
 * signs in anew.
 */
final class Renewal {

    private static final Logger LOG = System.getLogger(Renewal.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final Parts parts;
    private final Optional<MachineGrant> machine;
    private final ReentrantLock flight = new ReentrantLock();
    private volatile Landing last = new Landing(0, null);

    /** How a flight ended: by its failure, or well. */
    private record Landing(long number, @Nullable ClientFailure failure) {}

    Renewal(Parts parts, Optional<MachineGrant> machine) {
        this.parts = parts;
        this.machine = machine;
    }

    /**
     * What a request can be sent with now. Where the token has to be renewed, and still can be sent, one thread renews it and
     * all others send it.
     */
    Live current() throws ClientFailure {
        Live seen = parts.memory().live();
        if (seen.state().isEmpty()) {
            seen = parts.memory().show(parts.saved().read());
        }
        if (seen.isFresh(parts.now()) || hasNothingToRenew(seen)) {
            return seen;
        }
        if (seen.isUsable(parts.now())) {
            return flight.tryLock() ? renewed(null) : seen;
        }
        return waited(null);
    }

    /** New tokens in place of one that the server has refused; none where that takes a person. */
    Live replace(AccessToken refused) throws ClientFailure {
        return waited(refused);
    }

    /** Leaves nothing of a token that the server has refused, nor of the refresh token beside it. */
    void forget(AccessToken refused) throws ClientFailure {
        parts.saved().alone(() -> {
            SessionState state = parts.saved().read();
            return state.tokens().filter(held -> held.is(refused)).isPresent()
                    ? drop(state)
                    : parts.memory().show(state);
        });
    }

    /** Nobody is signed in, or the server refuses what there is: the answer to the next request is what to act upon. */
    private static boolean hasNothingToRenew(Live seen) {
        return seen.state()
                .flatMap(SessionState::tokens)
                .filter(held -> !held.refused())
                .isEmpty();
    }

    /** Whoever waited for a flight that failed has failed with it, instead of flying after it. */
    private Live waited(@Nullable AccessToken refused) throws ClientFailure {
        long before = last.number();
        await();
        ClientFailure failure = last.failure();
        if (last.number() != before && failure != null) {
            flight.unlock();
            return without(refused, failure);
        }
        return renewed(refused);
    }

    private void await() throws ProviderUnavailable {
        try {
            if (flight.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        throw new ProviderUnavailable("The renewal of a token takes too long", Optional.empty());
    }

    /** Called by whoever holds the flight, and ends it. */
    private Live renewed(@Nullable AccessToken refused) throws ClientFailure {
        try {
            Live now = parts.memory().live();
            if (refused == null ? now.isFresh(parts.now()) : now.hasOtherThan(refused, parts.now())) {
                return now;
            }
            Live next = parts.saved().alone(() -> underLock(refused));
            last = new Landing(last.number() + 1, null);
            return next;
        } catch (ClientFailure failure) {
            last = new Landing(last.number() + 1, failure);
            return without(refused, failure);
        } finally {
            flight.unlock();
        }
    }

    private Live underLock(@Nullable AccessToken refused) throws ClientFailure {
        SessionState state = parts.saved().read();
        HeldTokens held = state.tokens().orElse(null);
        if (held != null && refused != null && held.is(refused) && !held.refused()) {
            held = held.asRefused();
            state = state.with(held);
            parts.saved().write(state);
        }
        Live now = parts.memory().show(state);
        if (held == null || now.isFresh(parts.now()) || state.binding().isEmpty()) {
            return now;
        }
        return held.refused() && refused == null
                ? now
                : attempt(state, state.binding().get(), held, now);
    }

    private Live attempt(SessionState state, Binding at, HeldTokens held, Live now) throws ClientFailure {
        boolean refreshes = held.tokens().refresh().isPresent();
        if (!refreshes && machine.isEmpty()) {
            return now.isUsable(parts.now()) ? now : drop(state);
        }
        Instant asked = parts.now();
        TokenAnswer answer = refreshes ? refresh(state, at, held) : again(state, at, held);
        if (answer instanceof TokenAnswer.Issued issued) {
            Plan.requireBound(issued.tokens(), held.tokens().dpop());
            SessionState next = state.with(new HeldTokens(issued.tokens(), asked));
            parts.saved().write(next);
            LOG.log(Level.DEBUG, "Renewed the token for {0}", at.resource());
            return parts.memory().show(next);
        }
        return refused((TokenAnswer.Refused) answer, state, at, held, now);
    }

    private TokenAnswer refresh(SessionState state, Binding at, HeldTokens held) throws ClientFailure {
        AuthorizationServer server = parts.authorities().of(at);
        Optional<ClientIdentity> client = parts.clients().known(server, at.clientId());
        if (client.isEmpty()) {
            return new TokenAnswer.Refused("invalid_grant", Optional.of("it was issued to a client that is gone"));
        }
        Grant grant = Grants.refresh(
                held.tokens().refresh().orElseThrow(),
                at.resource(),
                held.tokens().scopes());
        Optional<DpopKey> key = held.tokens().dpop() ? parts.memory().dpopKey(state) : Optional.empty();
        return parts.tokenEndpoint().request(server, client.get(), grant, key);
    }

    private TokenAnswer again(SessionState state, Binding at, HeldTokens held) throws ClientFailure {
        Authority authority = new Authority(
                parts.authorities().of(at),
                at.legacy(),
                at.resource(),
                Optional.empty(),
                held.tokens().dpop());
        Optional<DpopKey> key =
                parts.plan().bindsTokens(authority) ? parts.memory().dpopKey(state) : Optional.empty();
        return machine.orElseThrow().obtain(authority, state.asked(), key).answer();
    }

    private Live refused(TokenAnswer.Refused refusal, SessionState state, Binding at, HeldTokens held, Live now)
            throws ClientFailure {
        if (refusal.isAboutTheClient() && !parts.clients().forget(at.issuer(), at.clientId())) {
            throw new ClientMisconfigured("The authorization server " + at.issuer() + " does not accept this client ("
                    + at.clientId() + "): " + refusal.text());
        }
        if (machine.isPresent() && held.tokens().refresh().isEmpty()) {
            throw MachineGrant.failure(refusal, at.issuer());
        }
        LOG.log(Level.DEBUG, "The refresh token for {0} is of no use any more: {1}", at.resource(), refusal.error());
        SessionState rest = state.with(held.withoutRefresh());
        if (!now.isUsable(parts.now())) {
            return drop(rest);
        }
        parts.saved().write(rest);
        return parts.memory().show(rest);
    }

    private Live drop(SessionState state) throws ClientFailure {
        SessionState rest = state.withoutTokens();
        parts.saved().write(rest);
        return parts.memory().show(rest);
    }

    /**
     * An old token is better than none, as long as it lasts. After that, no request is sent while the authorization server
     * does not answer; where it refuses, or is not there any more, the MCP server may know of another.
     */
    private Live without(@Nullable AccessToken refused, ClientFailure failure) throws ClientFailure {
        Live now = parts.memory().live();
        HeldTokens held = now.fresh();
        if (refused != null) {
            throw failure;
        }
        if (held == null || !now.isUsable(parts.now())) {
            if (failure instanceof AccessRefused) {
                LOG.log(Level.DEBUG, "A token could not be renewed: {0}", failure.getMessage());
                return now;
            }
            throw failure;
        }
        LOG.log(Level.WARNING, "A token could not be renewed and is used until it ends: {0}", failure.getMessage());
        Duration pause = failure instanceof ProviderUnavailable outage
                ? outage.retryAfter().orElse(PAUSE)
                : PAUSE;
        Instant next = parts.now().plus(pause);
        Instant end = held.tokens().expiresAt().orElse(Instant.MAX);
        return parts.memory().putOff(now, next.isBefore(end) ? next : end);
    }
}
