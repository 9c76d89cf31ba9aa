package io.mcpidentity.client.agent;

import io.mcpidentity.client.ClientFailure;

/**
 * Brings a person to a sign-in page and the page's answer back (the user agent of RFC 6749 §1.1).
 *
 * <p>Thread-safe: several sign-ins may be under way at once, each with a visit of its own.
 */
@FunctionalInterface
public interface UserAgent {

    /**
     * Prepares one sign-in: from now on its redirect URI is known, and an answer that arrives there is not lost.
     *
     * @throws ClientFailure if nobody can be asked, or the redirect URI cannot be had
     */
    Visit open() throws ClientFailure;
}
