package io.mcpidentity.client.http;

import java.io.IOException;
import java.io.Serial;

/** A call that is not made, because its URL leads where it must not; trying again changes nothing. */
public final class RefusedCallException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** The refusal, in a sentence that holds no more of the URL than its host. */
    public RefusedCallException(String detail) {
        super(detail);
    }
}
