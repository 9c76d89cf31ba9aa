package io.mcpidentity.client.session;

import io.mcpidentity.AccessToken;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ConsentDenied;
import io.mcpidentity.client.agent.UserAgent;
import io.mcpidentity.client.agent.Visit;
import io.mcpidentity.client.token.DpopKey;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has a person sign in by a user agent, while everybody else who shares the store waits for that and for nothing else of the
 * session. Thread-safe.
 */
final class PersonSignIn implements SignIn {

    /** Whoever waits for another process' sign-in waits for its tokens too. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final Parts parts;
    private final CodeFlow flow;
    private final UserAgent userAgent;

    PersonSignIn(Parts parts, CodeFlow flow, UserAgent userAgent) {
        this.parts = parts;
        this.flow = flow;
        this.userAgent = userAgent;
    }

    @Override
    public boolean asksPerson() {
        return true;
    }

    @Override
    public Set<String> scopes(Set<String> chosen, Authority authority) {
        return parts.plan().scopeChoice().forPerson(chosen, authority);
    }

    @Override
    public void signIn(Authority authority, Set<String> scopes, @Nullable AccessToken refused) throws ClientFailure {
        parts.saved().aloneInSignIn(parts.plan().signInTimeout().plus(MARGIN), () -> {
            SessionState state = parts.saved().read();
            if (parts.satisfies(state, authority, scopes, refused)) {
                parts.memory().show(state);
            } else {
                visit(authority, scopes);
            }
            return parts.memory().live();
        });
    }

    private void visit(Authority authority, Set<String> scopes) throws ClientFailure {
        Optional<DpopKey> key = parts.dpopKey(authority);
        Visit visit = userAgent.open();
        try {
            Visit.Outcome outcome = Visit.Outcome.FAILED;
            try {
                go(visit, authority, scopes, key);
                outcome = Visit.Outcome.SIGNED_IN;
            } catch (ConsentDenied denied) {
                outcome = Visit.Outcome.DENIED;
                throw denied;
            } finally {
                visit.finish(outcome);
            }
        } finally {
            visit.close();
        }
    }

    private void go(Visit visit, Authority authority, Set<String> scopes, Optional<DpopKey> key) throws ClientFailure {
        CodeFlow.Begun begun = flow.begin(authority, visit.redirectUri(), scopes);
        Optional<Map<String, String>> answer = Optional.empty();
        try {
            answer = Optional.of(visit.go(begun.url()));
        } finally {
            if (answer.isEmpty()) {
                // An authorization server that has forgotten the client says so to the person alone.
                parts.clients().registerAnew(begun.awaited().request());
            }
        }
        flow.complete(authority.server(), begun.awaited(), answer.get(), key);
    }
}
