package io.mcpidentity.benchmarks.load;

import java.util.Optional;

/** What the callers of a scenario send. Thread-safe. */
@FunctionalInterface
interface Callers {

    /**
     * The next request for a server that is guarded, or open.
     *
     * @return empty where there is none any more
     */
    Optional<Exchange> next(boolean guarded);
}
