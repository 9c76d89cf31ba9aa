package io.mcpidentity.client;

import java.time.Duration;
import java.util.Optional;

/** Somebody who has to be asked does not answer, or not in a way that can be trusted; try again later. */
public final class ProviderUnavailable extends ClientFailure {

    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // never serialized
    private final transient Optional<Duration> retryAfter;

    /** The outage, in a sentence, and when to try again, where that was said. */
    public ProviderUnavailable(String detail, Optional<Duration> retryAfter) {
        super(detail);
        this.retryAfter = retryAfter;
    }

    /** When to try again, where that was said. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
