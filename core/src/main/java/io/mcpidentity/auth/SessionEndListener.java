package io.mcpidentity.auth;

/**
 * Is told whose sessions end, so that whoever keeps sessions ends them too; see {@link Authenticator#addListener}.
 *
 * <p>Called on the thread that revokes or signs out, after tokens have ceased to work: be quick, be thread-safe. What a
 * listener throws is logged, and keeps nobody else from being told.
 */
@FunctionalInterface
public interface SessionEndListener {

    /** Ends sessions. */
    void ended(SessionEnd end);
}
