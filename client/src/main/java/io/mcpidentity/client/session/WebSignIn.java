package io.mcpidentity.client.session;

import io.mcpidentity.AccessToken;
import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.client.SignInRequired;
import io.mcpidentity.client.authorization.State;
import io.mcpidentity.client.session.SessionState.Binding;
import io.mcpidentity.client.token.DpopKey;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has a person sign in by the browser that they have open already: the program sends them away, and takes the answer at its
 * own redirect URI, perhaps in another process. Thread-safe.
 */
final class WebSignIn implements SignIn {

    /** Of one user, at once: somebody may have several windows open. */
    private static final int MOST_PENDING = 8;

    private final Parts parts;
    private final CodeFlow flow;

    WebSignIn(Parts parts, CodeFlow flow) {
        this.parts = parts;
        this.flow = flow;
    }

    /** The program does. */
    @Override
    public boolean asksPerson() {
        return false;
    }

    @Override
    public Set<String> scopes(Set<String> chosen, Authority authority) {
        return parts.plan().scopeChoice().forPerson(chosen, authority);
    }

    /** Asks whoever runs the program to send somebody there. */
    @Override
    public void signIn(Authority authority, Set<String> scopes, @Nullable AccessToken refused) throws ClientFailure {
        URI redirectUri = parts.plan()
                .redirectUri()
                .orElseThrow(() -> new ClientMisconfigured("Somebody has to sign in at " + authority.issuer()
                        + ", and there is neither a user agent nor a redirect URI: set client.user-agent or"
                        + " client.redirect-uri, or choose a client.grant that takes nobody"));
        Optional<URI> begun = begun(authority, redirectUri, scopes);
        throw new SignInRequired(
                begun.isPresent() ? begun.get() : begin(authority, redirectUri, scopes),
                "Somebody has to sign in at " + authority.issuer());
    }

    /** Where somebody was sent for the same not long ago: requests that are refused meanwhile are no reason for another. */
    private Optional<URI> begun(Authority authority, URI redirectUri, Set<String> scopes) throws ClientFailure {
        Instant soon = parts.now().plus(parts.plan().signInTimeout().dividedBy(2));
        Optional<AwaitedSignIn> same = parts.saved().read().pending().stream()
                .filter(each -> soon.isBefore(each.request().expiresAt()))
                .filter(each -> each.isFor(authority, redirectUri, scopes))
                .reduce((former, latter) -> latter);
        return same.isPresent() ? Optional.of(same.get().request().url(authority.server())) : Optional.empty();
    }

    /** Where to send the person; good once. */
    URI begin(Authority authority, URI redirectUri, Set<String> scopes) throws ClientFailure {
        Optional<DpopKey> key = parts.dpopKey(authority);
        registerAnewIfForgotten(authority);
        CodeFlow.Begun begun = flow.begin(authority, redirectUri, scopes);
        parts.saved().alone(() -> {
            SessionState state = parts.saved().read();
            List<AwaitedSignIn> pending = new ArrayList<>(open(state));
            pending.add(begun.awaited());
            int surplus = Math.max(0, pending.size() - MOST_PENDING);
            parts.saved().write(state.withPending(pending.subList(surplus, pending.size())));
            return key;
        });
        return begun.url();
    }

    /** An authorization server that has forgotten the client says so to the person alone, and no answer comes. */
    private void registerAnewIfForgotten(Authority authority) throws ClientFailure {
        for (AwaitedSignIn each : parts.saved().read().pending()) {
            if (!isOpen(each) && each.request().issuer().equals(authority.issuer())) {
                parts.clients().registerAnew(each.request());
            }
        }
    }

    /** Takes the answer, which counts once. */
    void complete(Map<String, String> answer) throws ClientFailure {
        AwaitedSignIn awaited = parts.saved().alone(() -> take(answer.getOrDefault("state", "")));
        String issuer = awaited.request().issuer();
        AuthorizationServer server = parts.authorities()
                .of(new Binding(
                        issuer,
                        awaited.legacy(),
                        awaited.request().resource().orElse(""),
                        awaited.request().clientId()));
        flow.complete(
                server, awaited, answer, parts.memory().dpopKey(parts.saved().read()));
    }

    private AwaitedSignIn take(String state) throws ClientFailure {
        SessionState kept = parts.saved().read();
        for (AwaitedSignIn each : open(kept)) {
            if (State.matches(each.request().state(), state)) {
                List<AwaitedSignIn> others = new ArrayList<>(kept.pending());
                others.remove(each);
                parts.saved().write(kept.withPending(others));
                return each;
            }
        }
        throw new AccessRefused(
                "The answer does not belong to a sign-in of this user that is under way (state): it may be"
                        + " that of an earlier one, too late, or somebody else's");
    }

    private List<AwaitedSignIn> open(SessionState state) {
        return state.pending().stream().filter(this::isOpen).toList();
    }

    private boolean isOpen(AwaitedSignIn awaited) {
        return parts.now().isBefore(awaited.request().expiresAt());
    }
}
