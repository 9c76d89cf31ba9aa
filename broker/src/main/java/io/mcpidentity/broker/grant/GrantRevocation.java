package io.mcpidentity.broker.grant;

import io.mcpidentity.broker.store.Store;
import io.mcpidentity.spi.Revocations;
import java.time.InstantSource;

/** Ends grants, and sees to it that nobody remembers their access tokens. Thread-safe. */
public final class GrantRevocation {

    private final Store store;
    private final Revocations revocations;
    private final InstantSource clock;

    /** Revokes in this store. */
    public GrantRevocation(Store store, Revocations revocations, InstantSource clock) {
        this.store = store;
        this.revocations = revocations;
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
        revocations.evict(caller -> grantId.equals(caller.claims().get("sid")));
    }
}
