package io.mcpidentity.broker.client;

import java.io.Serial;

/** Metadata of a client that is not acceptable; it has no stack trace, because strangers cause it at will. */
final class Refusal extends Exception {

    static final String REDIRECT_URI = "invalid_redirect_uri";
    static final String METADATA = "invalid_client_metadata";

    @Serial
    private static final long serialVersionUID = 1L;

    private final String error;

    private Refusal(String error, String detail) {
        super(detail, null, false, false);
        this.error = error;
    }

    /** A refusal for the redirect URIs; the detail holds nothing that was sent. */
    static Refusal redirectUri(String detail) {
        return new Refusal(REDIRECT_URI, detail);
    }

    /** A refusal for any other member; the detail names it, and holds nothing that was sent. */
    static Refusal metadata(String detail) {
        return new Refusal(METADATA, detail);
    }

    /** The error code of RFC 7591 §3.2.2. */
    String error() {
        return error;
    }

    /** One sentence for whoever has to mend it. */
    String detail() {
        return String.valueOf(getMessage());
    }
}
