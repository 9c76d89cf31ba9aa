package io.mcpidentity.client;

/** The server or its authorization server says no, and trying the same again changes nothing. */
public final class AccessRefused extends ClientFailure {

    private static final long serialVersionUID = 1;

    /** The refusal, in a sentence for whoever runs the program. */
    public AccessRefused(String detail) {
        super(detail);
    }
}
