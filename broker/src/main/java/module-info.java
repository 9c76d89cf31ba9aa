/** An OAuth 2.1 authorization server in the MCP server's own process: the embedded provider. */
@org.jspecify.annotations.NullMarked
module io.mcpidentity.broker {
    requires com.github.benmanes.caffeine;
    requires com.nimbusds.jose.jwt;
    requires transitive io.mcpidentity;
    requires java.sql;
    requires jdk.net; // HttpClient, an automatic module, cannot say that it needs this one and SLF4J
    requires org.apache.httpcomponents.client5.httpclient5;
    requires org.apache.httpcomponents.core5.httpcore5;
    requires org.bouncycastle.provider;
    requires org.slf4j;
    requires static org.jspecify;

    exports io.mcpidentity.broker;
    exports io.mcpidentity.broker.store;

    uses java.sql.Driver;

    provides io.mcpidentity.spi.IdentityProviderFactory with
            io.mcpidentity.broker.EmbeddedProviderFactory;
}
