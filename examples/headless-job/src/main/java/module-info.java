/** A job that nobody watches. */
module com.acme.job {
    requires io.mcpidentity.client;
    requires io.modelcontextprotocol.sdk.mcp;
}
