/** Signs an MCP client in at whatever protects an MCP server, and keeps it signed in. */
@org.jspecify.annotations.NullMarked
module io.mcpidentity.client {
    requires com.nimbusds.jose.jwt;
    requires transitive io.mcpidentity;
    requires transitive java.net.http;
    requires jdk.net; // HttpClient, an automatic module, cannot say that it needs this one and SLF4J
    requires org.apache.httpcomponents.client5.httpclient5;
    requires org.apache.httpcomponents.core5.httpcore5;
    requires org.slf4j;
    requires static io.modelcontextprotocol.sdk.mcp;
    requires static org.reactivestreams;
    requires static org.jspecify;
    requires static reactor.core;

    exports io.mcpidentity.client;
    exports io.mcpidentity.client.agent;
    exports io.mcpidentity.client.sdk;
    exports io.mcpidentity.client.session;
    exports io.mcpidentity.client.store;
}
