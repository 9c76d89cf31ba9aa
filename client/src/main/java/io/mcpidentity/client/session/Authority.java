package io.mcpidentity.client.session;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.client.session.SessionState.Binding;
import java.util.Optional;
import java.util.Set;

/**
 * Who issues tokens for the MCP server, and for what.
 *
 * @param server the authorization server
 * @param legacy whether the MCP server has no protected resource metadata (MCP 2025-03-26)
 * @param resource the resource that tokens are asked for, verbatim (RFC 8707)
 * @param scopes {@code scopes_supported} of the protected resource metadata
 * @param needsDpop whether the MCP server takes no tokens but those that are bound to a key (RFC 9728 §2)
 */
record Authority(
        AuthorizationServer server, boolean legacy, String resource, Optional<Set<String>> scopes, boolean needsDpop) {

    String issuer() {
        return server.issuer();
    }

    Binding to(String clientId) {
        return new Binding(issuer(), legacy, resource, clientId);
    }
}
