package io.mcpidentity.client.session;

import io.mcpidentity.AccessToken;
import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ProviderUnavailable;
import io.mcpidentity.client.discovery.Challenge;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Does what a refusal asks for: renews, signs in, or signs in for more scopes. One refusal at a time, so that of many requests
 * with one token the first settles it for all; nothing but refusals waits for that, and so for a person. Thread-safe.
 */
final class Refusals {

    private static final Answer RETRY = new Answer.Retry();

    private final Parts parts;
    private final Renewal renewal;
    private final SignIn signIn;
    private final Chain chain;
    private final ReentrantLock settling = new ReentrantLock(true);
    private volatile Optional<Challenge> last = Optional.empty();

    Refusals(Parts parts, Renewal renewal, SignIn signIn, Chain chain) {
        this.parts = parts;
        this.renewal = renewal;
        this.signIn = signIn;
        this.chain = chain;
    }

    /** The challenge that came last, for a sign-in that nobody has begun yet. */
    Optional<Challenge> lastChallenge() {
        return last;
    }

    /** Settles a 401 or a 403. */
    Answer settle(ServerAnswer answer) {
        answer.challenge().ifPresent(challenge -> last = Optional.of(challenge));
        if (answer.wantsOtherNonce()) {
            return RETRY;
        }
        try {
            take();
        } catch (ProviderUnavailable late) {
            return new Answer.Failed(late);
        }
        try {
            return answer.status() == 401 ? unauthorized(answer) : forbidden(answer);
        } catch (ClientFailure failure) {
            return new Answer.Failed(failure);
        } finally {
            settling.unlock();
        }
    }

    /** Signs in although nothing was refused: somebody wants to. */
    void signIn(Optional<Challenge> challenge, Authority authority) throws ClientFailure {
        take();
        try {
            ask(authority, chosen(authority, challenge), null);
            chain.signedIn();
        } finally {
            settling.unlock();
        }
    }

    /** What a sign-in that somebody begins now asks for. */
    Set<String> scopes(Authority authority, Optional<Challenge> challenge) throws ClientFailure {
        return signIn.scopes(chosen(authority, challenge), authority);
    }

    private Set<String> chosen(Authority authority, Optional<Challenge> challenge) throws ClientFailure {
        SessionState state = known();
        Set<String> before = state.isAt(authority.issuer()) ? state.asked() : Set.of();
        return parts.plan().scopeChoice().signIn(before, challenge, authority);
    }

    /** Who issues tokens now. */
    Authority authority(Optional<Challenge> challenge) throws ClientFailure {
        SessionState state = known();
        return parts.authorities()
                .find(challenge, issuer -> parts.clients().prefers(issuer) || state.isAt(issuer), state.binding());
    }

    private void take() throws ProviderUnavailable {
        try {
            if (settling.tryLock(parts.plan().settlingTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        throw new ProviderUnavailable("A sign-in that is under way takes too long", Optional.empty());
    }

    private SessionState known() throws ClientFailure {
        Optional<SessionState> state = parts.memory().live().state();
        return state.isPresent() ? state.get() : parts.saved().read();
    }

    private Answer unauthorized(ServerAnswer answer) throws ClientFailure {
        AccessToken sent = answer.sent().orElse(null);
        if (hasOtherThan(sent) || hasOtherThan(sent, parts.reread())) {
            return RETRY;
        }
        Authority authority = authority(answer.challenge());
        SessionState state = known();
        boolean sameIssuer = state.isAt(authority.issuer());
        AccessToken old = sent != null ? sent : left(state);
        if (old != null && renewed(old, sameIssuer)) {
            return RETRY;
        }
        if (sameIssuer && !chain.maySignInAgain()) {
            throw new AccessRefused("The MCP server refuses the tokens that its own authorization server, "
                    + authority.issuer() + ", has just issued for it");
        }
        authorize(authority, chosen(authority, answer.challenge()), sent);
        if (sent != null && sameIssuer) {
            chain.signedInAgain();
        }
        return RETRY;
    }

    private boolean hasOtherThan(@Nullable AccessToken token) {
        return hasOtherThan(token, parts.memory().live());
    }

    private boolean hasOtherThan(@Nullable AccessToken token, Live live) {
        return live.hasOtherThan(token, parts.now());
    }

    /** A token that was refused before, when its renewal did not work. */
    private static @Nullable AccessToken left(SessionState state) {
        return state.tokens().map(held -> held.tokens().access()).orElse(null);
    }

    /** Whether there is a new token in place of a refused one; if not, nothing is left of that. */
    private boolean renewed(AccessToken old, boolean sameIssuer) throws ClientFailure {
        boolean wasOld = isOld(old);
        if (sameIssuer && (wasOld || chain.mayRefresh())) {
            Live renewed = renewal.replace(old);
            if (hasOtherThan(old, renewed)) {
                if (!wasOld) {
                    chain.refreshed();
                }
                return true;
            }
        }
        renewal.forget(old);
        return false;
    }

    /** Whether a token was about to end, so that its refusal says nothing about the next one. */
    private boolean isOld(AccessToken token) {
        return parts.memory()
                .live()
                .state()
                .flatMap(SessionState::tokens)
                .filter(held -> held.is(token) && held.isOld(parts.now()))
                .isPresent();
    }

    private Answer forbidden(ServerAnswer answer) throws ClientFailure {
        if (answer.error().filter("insufficient_scope"::equals).isEmpty()) {
            throw new AccessRefused("The MCP server forbids it, and not for want of a scope");
        }
        AccessToken sent = answer.sent().orElse(null);
        Set<String> needed = new TreeSet<>(ScopeChoice.of(answer.challenge()));
        parts.reread();
        SessionState state = known();
        boolean wasAsked = state.asked().containsAll(needed);
        if (wasAsked && hasOtherThan(sent)) {
            return RETRY;
        }
        if (needed.isEmpty()) {
            throw new AccessRefused("The MCP server wants another scope, and does not say which");
        }
        if (wasAsked && chain.hasJustAuthorized()) {
            throw new AccessRefused("The MCP server wants the scopes " + needed
                    + ", which were asked for just now and were not granted");
        }
        Authority authority = authority(answer.challenge());
        Set<String> before = state.isAt(authority.issuer()) ? state.asked() : Set.of();
        authorize(authority, parts.plan().scopeChoice().stepUp(before, answer.challenge()), sent);
        return RETRY;
    }

    /** Signs in for a request; nobody is asked for ever, nor again at once. */
    private void authorize(Authority authority, Set<String> chosen, @Nullable AccessToken refused)
            throws ClientFailure {
        Optional<ClientFailure> before = chain.recentFailure();
        if (before.isPresent()) {
            throw before.get();
        }
        if (!chain.mayAuthorize()) {
            throw new AccessRefused("The MCP server wants more after each of " + Chain.MOST_AUTHORIZATIONS
                    + " authorizations, or has wanted " + Chain.MOST_IN_A_WHILE
                    + " of them within minutes, so there is no end to it");
        }
        ask(authority, chosen, refused);
        chain.authorized();
    }

    private void ask(Authority authority, Set<String> chosen, @Nullable AccessToken refused) throws ClientFailure {
        try {
            signIn.signIn(authority, signIn.scopes(chosen, authority), refused);
        } catch (ClientFailure failure) {
            if (signIn.asksPerson()) {
                chain.failed(failure);
            }
            throw failure;
        }
    }
}
