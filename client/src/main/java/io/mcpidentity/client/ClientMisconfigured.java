package io.mcpidentity.client;

/** This program's own settings do not fit: no client id that could be used, a key that is not accepted, a wrong secret. */
public final class ClientMisconfigured extends ClientFailure {

    private static final long serialVersionUID = 1;

    /** What to change, in a sentence that names the setting. */
    public ClientMisconfigured(String detail) {
        super(detail);
    }
}
