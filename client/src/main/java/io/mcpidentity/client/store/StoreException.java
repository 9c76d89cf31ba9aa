package io.mcpidentity.client.store;

import java.io.Serial;

/** The store does not work, or not in time. Its message names the way out, and holds neither a key nor a value. */
public final class StoreException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    /** One sentence about what does not work, and the way out. */
    public StoreException(String message) {
        super(message);
    }

    /** One sentence about what does not work, and the way out; and the failure beneath. */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
