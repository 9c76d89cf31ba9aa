package io.mcpidentity.jose;

import io.mcpidentity.Reason;
import java.io.Serial;

/**
 * Input that is not acceptable; it has a reason, a sentence without any of the input, and no stack trace, because strangers
 * cause it at will.
 */
public final class JoseException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** A refusal with its detail, which must not hold any of the input. */
    public JoseException(Reason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    /** The stable reason. */
    public Reason reason() {
        return reason;
    }

    /** One sentence for whoever has to mend it. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
