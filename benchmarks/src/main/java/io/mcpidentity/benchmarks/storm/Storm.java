package io.mcpidentity.benchmarks.storm;

/** Something that goes wrong while callers call. */
@FunctionalInterface
interface Storm {

    /** Lets it happen once. */
    void blow(Findings findings) throws Exception;
}
