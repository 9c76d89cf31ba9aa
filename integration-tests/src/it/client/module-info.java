module client {
    requires io.mcpidentity.client;
    requires jdk.httpserver;
}
