/** A program on somebody's desk. */
module com.acme.desktop {
    requires io.mcpidentity.client;
    requires io.modelcontextprotocol.sdk.mcp;
}
