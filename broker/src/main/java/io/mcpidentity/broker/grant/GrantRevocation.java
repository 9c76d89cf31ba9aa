package io.mcpidentity.broker.grant;

import io.mcpidentity.broker.store.Store;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Ends grants, and sees to it that their access tokens and what is bound to them end too. Thread-safe. */
public final class GrantRevocation {

    private final Store store;
    private final Consumer<String> ended;
    private final InstantSource clock;

    /** Revokes in this store, and tells there which grants, which tokens name as {@code sid}, have ended. */
    public GrantRevocation(Store store, Consumer<String> ended, InstantSource clock) {
        this.store = store;
        this.ended = ended;
        this.clock = clock;
    }

    /** Revokes a grant, unless it was revoked already or is not known. */
    public void revoke(String grantId) {
        if (store.revoke(grantId, clock.instant())) {
            forget(grantId);
        }
    }

    /** Tells that a grant was revoked. */
    void forget(String grantId) {
        ended.accept(grantId);
    }
}
