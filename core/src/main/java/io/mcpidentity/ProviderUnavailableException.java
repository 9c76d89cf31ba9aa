package io.mcpidentity;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;

/** The provider could not be asked: it did not answer in time, or with an error of its own. */
public final class ProviderUnavailableException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Optional<Duration> retryAfter;

    /** An outage with a message that holds no secret and no raw answer of the provider. */
    public ProviderUnavailableException(String message) {
        this(message, Optional.empty());
    }

    /** An outage that the provider gave a time for. */
    public ProviderUnavailableException(String message, Optional<Duration> retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /** When to ask again, where the provider said it. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
