package io.mcpidentity.spi;

import io.mcpidentity.Caller;
import io.mcpidentity.SignOut;
import java.util.function.Predicate;

/** Where a provider tells that tokens are no longer what they were, so that nobody trusts them. Thread-safe. */
public interface Revocations {

    /** Where nobody listens. */
    Revocations NOBODY = new Revocations() {
        @Override
        public void evict(Predicate<Caller> callers) {}

        @Override
        public void signedOut(SignOut end) {}
    };

    /** Makes every token of the callers that match be verified anew; checks that run now are not remembered. */
    void evict(Predicate<Caller> callers);

    /** Refuses every token of a session, or of a subject, that was issued until it ended, and ends what is bound to it here. */
    void signedOut(SignOut end);
}
