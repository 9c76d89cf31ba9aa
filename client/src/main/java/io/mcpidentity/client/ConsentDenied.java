package io.mcpidentity.client;

/**
 * Nobody consents: the person refuses, or the authorization server does in the person's name ({@code access_denied}), or nobody
 * answers in time, or the sign-in is closed before anybody does. No reason to ask again by itself; whoever wants to try once
 * more calls {@code signIn()}.
 *
 * <p>Not {@link SignInRequired}, which brings a URL that somebody can open: that of a sign-in that has ended leads nowhere.
 */
public final class ConsentDenied extends ClientFailure {

    private static final long serialVersionUID = 1;

    /** Asking again takes the person's will. */
    public ConsentDenied(String detail) {
        super(detail);
    }
}
