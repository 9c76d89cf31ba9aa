package io.mcpidentity.spi;

import io.mcpidentity.Caller;
import java.util.function.Predicate;

/** Where a provider tells that tokens are no longer what they were, so that nobody remembers them. Thread-safe. */
@FunctionalInterface
public interface Revocations {

    /** Makes every token of the callers that match be verified anew; checks that run now are not remembered. */
    void evict(Predicate<Caller> callers);
}
