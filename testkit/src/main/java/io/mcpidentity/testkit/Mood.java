package io.mcpidentity.testkit;

/**
 * How an {@link EmulatedServer} answers: as it should, or in one of the ways in which servers go wrong. Each of them is
 * deterministic; nothing in a mood waits for a time.
 */
public enum Mood {
    /** As it should. */
    NORMAL,
    /** Refuses connections. */
    STOPPED,
    /** Takes requests and answers none of them until its mood changes. */
    SLOW,
    /** Begins its answers and sends them byte by byte, without an end, until its mood changes. */
    DRIPPING,
    /** Closes the connection instead of answering. */
    HANGING_UP,
    /** Answers 429 with {@code Retry-After}: {@link EmulatedServer#RETRY_AFTER}. */
    TOO_MANY_REQUESTS,
    /** Answers 500. */
    INTERNAL_ERROR,
    /** Answers 502. */
    BAD_GATEWAY,
    /** Answers 503 with {@code Retry-After}: {@link EmulatedServer#RETRY_AFTER}. */
    UNAVAILABLE,
    /** Answers 302 to {@link EmulatedServer#ELSEWHERE}, where it answers as it should. */
    REDIRECTING,
    /** Answers 200 with JSON of 64 MiB, or as much of it as somebody reads. */
    HUGE,
    /** Announces the whole answer and closes the connection after half of it. */
    TRUNCATED,
    /** Answers 200 with nothing. */
    EMPTY,
    /** Answers 200 with the HTML page of a captive portal. */
    NOT_JSON,
    /** Adds a second member with the name of the first one to JSON objects. */
    DUPLICATE_KEYS,
    /** Adds a member that is nested 100,000 deep to JSON objects. */
    DEEP,
    /** Replaces the {@code issuer} in JSON objects that have one: authorization server metadata. */
    WRONG_ISSUER,
    /** Publishes other keys than those it signs with; only of {@link FakeAuthorizationServer} and what extends it. */
    ROTATED_KEYS
}
