package io.mcpidentity.benchmarks.load;

/**
 * One round of each server, one directly after the other.
 *
 * @param open without the filter
 * @param guarded with it
 */
record Pair(Round open, Round guarded) {}
