/** Tests custom identity providers: a contract to subclass, a fake authorization server, and a mint for good and bad tokens. */
@org.jspecify.annotations.NullMarked
module io.mcpidentity.testkit {
    requires transitive io.mcpidentity;
    requires transitive org.junit.jupiter.api;
    requires java.logging;
    requires jdk.httpserver;
    requires static org.jspecify;

    exports io.mcpidentity.testkit;
}
