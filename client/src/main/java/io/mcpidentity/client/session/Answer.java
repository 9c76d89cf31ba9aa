package io.mcpidentity.client.session;

import io.mcpidentity.client.ClientFailure;

/** What a server's answer means for the request that it answers. Immutable. */
public sealed interface Answer {

    /** The answer is not about authorization; it is the caller's. */
    record Passed() implements Answer {}

    /**
     * Send the request once more, with headers that are asked for anew: six times at most, because a server may find
     * something new to want each time.
     */
    record Retry() implements Answer {}

    /**
     * There is no access.
     *
     * @param failure why, and what has to be done about it
     */
    record Failed(ClientFailure failure) implements Answer {}
}
