package io.mcpidentity.broker.key;

import java.io.Serial;

/**
 * That the key which seals the authorization server's state cannot be used, or is not the one that sealed it.
 *
 * <p>Its message names the way out, and holds nothing secret.
 */
public final class VaultException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** One sentence about what does not work, and the way out. */
    public VaultException(String message) {
        super(message);
    }

    /** One sentence about what does not work, and the way out; and the failure beneath. */
    public VaultException(String message, Throwable cause) {
        super(message, cause);
    }
}
