package io.mcpidentity.client.session;

import io.mcpidentity.client.session.ClientSettings.IdentityAssertion;
import java.net.URI;
import java.util.Optional;

/**
 * A company's identity provider, which decides who may use an MCP server (Enterprise-Managed Authorization). Immutable.
 *
 * @param client this program, as the identity provider knows it
 * @param tokenEndpoint its token endpoint; empty to find it in the metadata
 * @param assertion what it issues when somebody signs in
 */
public record EnterpriseProvider(RegisteredClient client, Optional<URI> tokenEndpoint, IdentityAssertion assertion) {

    /** A provider that is found by its metadata, and issues ID tokens. */
    public static EnterpriseProvider of(RegisteredClient client) {
        return new EnterpriseProvider(client, Optional.empty(), IdentityAssertion.ID_TOKEN);
    }

    /** The same with this token endpoint. */
    public EnterpriseProvider withTokenEndpoint(URI uri) {
        return new EnterpriseProvider(client, Optional.of(uri), assertion);
    }

    /** Its issuer identifier: the one that knows the client. */
    public String issuer() {
        return client.issuer();
    }
}
