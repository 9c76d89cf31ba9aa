/** A web application that acts for many people. */
module com.acme.host {
    requires io.mcpidentity.client;
    requires io.modelcontextprotocol.sdk.mcp;
    requires jdk.httpserver;
}
