package io.mcpidentity.client;

import java.net.URI;

/** Somebody has to sign in, and there is no user agent to do it with. */
public final class SignInRequired extends ClientFailure {

    private static final long serialVersionUID = 1;

    private final URI url;

    /** A sign-in that is under way, at this URL, and why in a sentence. */
    public SignInRequired(URI url, String detail) {
        super(detail);
        this.url = url;
    }

    /** Where to sign in; it is good once. Not for logs: it is part of a sign-in that is under way. */
    public URI url() {
        return url;
    }
}
