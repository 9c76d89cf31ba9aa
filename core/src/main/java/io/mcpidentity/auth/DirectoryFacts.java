package io.mcpidentity.auth;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What a directory says of a subject.
 *
 * @param attributes what is known; nothing where the directory cannot be asked
 * @param until when to look again, in milliseconds since the epoch: a decision that rests on this holds no longer
 * @param outage why nothing is known; empty where the directory has answered
 */
record DirectoryFacts(Set<String> attributes, long until, Optional<Outage> outage) {

    /** Where there is no directory, or nothing depends on it. */
    static final DirectoryFacts NONE = new DirectoryFacts(Set.of(), Long.MAX_VALUE, Optional.empty());

    /**
     * Why nothing is known.
     *
     * @param detail one sentence for the operator
     * @param retryAfter when to ask again, where the provider said it
     */
    record Outage(String detail, Optional<Duration> retryAfter) {}
}
