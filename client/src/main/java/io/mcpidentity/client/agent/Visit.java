package io.mcpidentity.client.agent;

import io.mcpidentity.client.ClientFailure;
import java.net.URI;
import java.util.Map;

/**
 * One sign-in by a person, from the address that is shown to the answer that comes back. For one thread, but for
 * {@link #close}, which any thread may call to end the wait.
 *
 * <p>Does not check what the answer says, nor who sent it ({@code iss}, RFC 9207): whoever asked for it does.
 */
public interface Visit extends AutoCloseable {

    /** What became of the sign-in once its answer was checked, for the last page that the person sees. */
    enum Outcome {

        /** There are tokens. */
        SIGNED_IN,

        /** The person, or the authorization server in the person's name, refused. */
        DENIED,

        /** Something else went wrong. */
        FAILED
    }

    /** The {@code redirect_uri} of this sign-in (RFC 6749 §3.1.2), to be sent verbatim in both requests. */
    URI redirectUri();

    /**
     * Shows the URL to the person and waits for the redirect; once.
     *
     * @param authorizationUrl the authorization request, {@code http} or {@code https}, with its {@code state}
     * @return the parameters of the redirect, decoded; its {@code state} is that of the request
     * @throws ClientFailure if no answer came in time, or the answer names a parameter twice
     */
    Map<String, String> go(URI authorizationUrl) throws ClientFailure;

    /** Says what became of it, for the person's last page. Where nobody says, the page is silent about it. */
    default void finish(Outcome outcome) {}

    /** Ends the visit and lets go of whatever it holds; a wait that is under way ends. May be called twice. */
    @Override
    void close();
}
