package io.mcpidentity.client.session;

import io.mcpidentity.AccessToken;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.token.DpopKey;
import io.mcpidentity.client.token.TokenAnswer;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gets tokens without anybody's help, once for all who share the store. Thread-safe. */
final class MachineSignIn implements SignIn {

    private final Parts parts;
    private final MachineGrant grant;

    MachineSignIn(Parts parts, MachineGrant grant) {
        this.parts = parts;
        this.grant = grant;
    }

    @Override
    public boolean asksPerson() {
        return false;
    }

    @Override
    public Set<String> scopes(Set<String> chosen, Authority authority) {
        return parts.plan().scopeChoice().forMachine(chosen);
    }

    @Override
    public void signIn(Authority authority, Set<String> scopes, @Nullable AccessToken refused) throws ClientFailure {
        Optional<DpopKey> key = parts.dpopKey(authority);
        parts.saved().alone(() -> {
            SessionState state = parts.saved().read();
            return parts.satisfies(state, authority, scopes, refused)
                    ? parts.memory().show(state)
                    : obtain(state, authority, scopes, key);
        });
    }

    private Live obtain(SessionState state, Authority authority, Set<String> scopes, Optional<DpopKey> key)
            throws ClientFailure {
        Instant asked = parts.now();
        MachineGrant.Obtained obtained = grant.obtain(authority, scopes, key);
        if (obtained.answer() instanceof TokenAnswer.Refused refusal) {
            throw MachineGrant.failure(refusal, authority.issuer());
        }
        HeldTokens issued = new HeldTokens(((TokenAnswer.Issued) obtained.answer()).tokens(), asked);
        Plan.requireBound(issued.tokens(), key.isPresent());
        SessionState next = state.signedIn(authority.to(obtained.client().id()), issued, scopes);
        parts.saved().write(next);
        return parts.memory().show(next);
    }
}
