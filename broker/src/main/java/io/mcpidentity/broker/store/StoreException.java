package io.mcpidentity.broker.store;

import java.io.Serial;

/**
 * That the storage does not work: it cannot be opened, is full, locked or damaged. What was being done has not happened.
 *
 * <p>Its message names what was being done, and holds nothing of what is stored.
 */
public final class StoreException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** One sentence about what does not work, and the way out. */
    public StoreException(String message) {
        super(message);
    }

    /** One sentence about what does not work, and the failure beneath. */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
