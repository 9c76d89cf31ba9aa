package io.mcpidentity.broker.grant;

import io.mcpidentity.broker.key.Digests;
import io.mcpidentity.broker.store.Store;
import io.mcpidentity.broker.store.StoredCode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** Issues authorization codes (RFC 6749 §4.1.2); what is kept of a code is its digest. Thread-safe. */
public final class Codes {

    private final Store store;
    private final InstantSource clock;
    private final Duration lifetime;

    /** Issues codes that can be redeemed for so long. */
    public Codes(Store store, InstantSource clock, Duration lifetime) {
        this.store = store;
        this.clock = clock;
        this.lifetime = lifetime;
    }

    /**
     * Issues a code.
     *
     * @param subject who consented
     * @param scopes what they consented to
     */
    public String issue(AuthorizationRequest request, String subject, Set<String> scopes) {
        String code = Digests.random();
        store.addCode(new StoredCode(
                Digests.of(code),
                request.client().id(),
                request.redirectUri(),
                request.challenge(),
                subject,
                scopes,
                request.resource(),
                clock.instant().plus(lifetime),
                Optional.empty()));
        return code;
    }
}
