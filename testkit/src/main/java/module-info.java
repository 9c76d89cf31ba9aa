/** Authorization servers inside of a test, a real one and a fake one, with their tokens; a contract for identity providers. */
@org.jspecify.annotations.NullMarked
module io.mcpidentity.testkit {
    requires transitive io.mcpidentity;
    requires transitive org.junit.jupiter.api;
    requires java.logging;
    requires jdk.httpserver;
    requires static io.mcpidentity.client;
    requires static org.jspecify;

    exports io.mcpidentity.testkit;

    opens io.mcpidentity.testkit to
            org.junit.platform.commons;
}
