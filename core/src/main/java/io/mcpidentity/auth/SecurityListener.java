package io.mcpidentity.auth;

/**
 * Sees every decision, for audit and metrics; register one as a service or at the builder.
 *
 * <p>Called on the request's thread: be quick, be thread-safe. What a listener throws is logged and changes no decision.
 */
@FunctionalInterface
public interface SecurityListener {

    /** Sees one decision. */
    void on(SecurityEvent event);
}
