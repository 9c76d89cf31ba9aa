package io.mcpidentity.client.session;

import io.mcpidentity.AccessToken;
import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.token.ClientIdentity;
import io.mcpidentity.client.token.DpopKey;
import io.mcpidentity.client.token.TokenEndpoint;
import io.mcpidentity.client.token.Tokens;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of one session share. Thread-safe.
 *
 * @param server the MCP server
 * @param plan how to get tokens
 * @param saved what the store keeps
 * @param memory what this process knows
 * @param authorities who issues tokens
 * @param clients who this program is to them
 * @param tokenEndpoint asks for tokens
 * @param clock the time
 */
record Parts(
        URI server,
        Plan plan,
        SavedState saved,
        SessionMemory memory,
        Authorities authorities,
        Clients clients,
        TokenEndpoint tokenEndpoint,
        InstantSource clock) {

    private static final Logger LOG = System.getLogger(Parts.class.getName());

    Instant now() {
        return clock.instant();
    }

    /** The key that the tokens of this sign-in are bound to, kept before it is used; none where none is wanted. */
    Optional<DpopKey> dpopKey(Authority authority) throws ClientFailure {
        return plan.bindsTokens(authority) ? Optional.of(dpopKey()) : Optional.empty();
    }

    private DpopKey dpopKey() throws ClientFailure {
        return saved.alone(() -> {
            SessionState state = saved.read();
            Optional<DpopKey> kept = memory.dpopKey(state);
            if (kept.isPresent()) {
                return kept.get();
            }
            DpopKey made = DpopKey.generate(clock);
            saved.write(state.withDpopKey(made.text()));
            return memory.dpopKey(saved.read()).orElse(made);
        });
    }

    /** Has the authorization server forget what it has issued, if it can; what cannot be done is not done. */
    void revoke(SessionState ended) {
        if (ended.binding().isEmpty() || ended.tokens().isEmpty()) {
            return;
        }
        SessionState.Binding at = ended.binding().get();
        Tokens issued = ended.tokens().get().tokens();
        try {
            AuthorizationServer server = authorities.of(at);
            Optional<ClientIdentity> client = clients.known(server, at.clientId());
            if (client.isPresent()) {
                tokenEndpoint.revoke(server, client.get(), issued);
            }
        } catch (ClientFailure failed) {
            LOG.log(Level.WARNING, "Tokens were forgotten, but could not be revoked: {0}", failed.getMessage());
        }
    }

    /** Keeps what was issued, in place of everything that there was. */
    Live keep(SessionState.Binding at, HeldTokens issued, Set<String> asked) throws ClientFailure {
        return saved.alone(() -> {
            SessionState state = saved.read().signedIn(at, issued, asked);
            saved.write(state);
            return memory.show(state);
        });
    }

    /** What there is now, whoever has changed it. */
    Live reread() throws ClientFailure {
        return saved.alone(() -> memory.show(saved.read()));
    }

    /** Whether somebody else has signed in meanwhile, so that nobody has to any more. */
    boolean satisfies(SessionState state, Authority authority, Set<String> scopes, @Nullable AccessToken refused) {
        Set<String> missing = new TreeSet<>(scopes);
        missing.removeAll(state.asked());
        return state.isAt(authority.issuer())
                && missing.isEmpty()
                && state.tokens()
                        .filter(held -> held.isUsable(now()))
                        .filter(held -> refused == null || !held.is(refused))
                        .isPresent();
    }
}
