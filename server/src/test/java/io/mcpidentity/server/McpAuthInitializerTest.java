package io.mcpidentity.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a servlet container, here Tomcat, the jar and the file are enough. */
class McpAuthInitializerTest {

    private static final String PROPERTY = "mcp-identity.config";
    private static final String WORKING = """
            provider = oidc
            oidc.issuer = https://issuer.example
            resource = https://mcp.example.com/mcp
            protect = /mcp
            tool.scopes = mcp:read
            scopes = mcp:read
            """;

    @TempDir
    private Path directory;

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger(McpAuthInitializer.class.getName());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            logged.add(record.getLevel() + " " + record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @AfterEach
    void clear() {
        System.clearProperty(PROPERTY);
        logger.removeHandler(handler);
    }

    private void configure(String properties) throws Exception {
        Path file = directory.resolve("mcp-identity.properties");
        Files.writeString(file, properties);
        System.setProperty(PROPERTY, file.toString());
    }

    /** A web application with the SDK's servlet, deployed as a container deploys one, and what it answers. */
    private Wire.Reply deployAndCall(String method, String target) throws Exception {
        logger.addHandler(handler);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        HttpServletStatelessServerTransport transport =
                HttpServletStatelessServerTransport.builder().build();
        McpStatelessSyncServer server = McpServer.sync(transport)
                .capabilities(McpSchema.ServerCapabilities.builder().tools(true).build())
                .build();
        try {
            Path application = Files.createDirectories(directory.resolve("application"));
            Context context = tomcat.addWebapp("", application.toString());
            // Initializers are found as services, not by reading every class.
            ((StandardJarScanner) context.getJarScanner()).setScanClassPath(false);
            Wrapper servlet = Tomcat.addServlet(context, "mcp", transport);
            servlet.setAsyncSupported(true);
            servlet.addMapping("/mcp");
            tomcat.start();
            return new Wire.Request(tomcat.getConnector().getLocalPort(), method, target)
                    .header("Accept", "application/json, text/event-stream")
                    .json(TestServer.message("tools/list"))
                    .send();
        } finally {
            tomcat.stop();
            tomcat.destroy();
            server.close();
        }
    }

    @Test
    void withAConfigurationTheApplicationIsProtected() throws Exception {
        configure(WORKING);
        Wire.Reply reply = deployAndCall("POST", "/mcp");
        assertEquals(401, reply.status(), reply.toString());
        assertEquals(
                "Bearer resource_metadata=\"https://mcp.example.com/.well-known/oauth-protected-resource/mcp\","
                        + " scope=\"mcp:read\"",
                reply.header("WWW-Authenticate").orElseThrow());
    }

    @Test
    void withAConfigurationTheMetadataIsServed() throws Exception {
        configure(WORKING);
        Wire.Reply reply = deployAndCall("GET", "/.well-known/oauth-protected-resource/mcp");
        assertEquals(200, reply.status(), reply.toString());
        assertTrue(reply.body().contains("\"resource\":\"https://mcp.example.com/mcp\""), reply.body());
    }

    @Test
    void withoutAConfigurationNothingIsProtectedAndTheLogSaysSo() throws Exception {
        Wire.Reply reply = deployAndCall("POST", "/mcp");
        assertEquals(200, reply.status(), reply.toString());
        assertTrue(
                logged.stream()
                        .anyMatch(
                                line -> line.startsWith(
                                        "WARNING Nothing is protected in this web application: there is no mcp-identity.properties")),
                logged.toString());
    }

    @Test
    void settingsWithoutAFileProtectTheApplicationToo() throws Exception {
        Properties settings = new Properties();
        settings.load(new StringReader(WORKING));
        settings.forEach((key, value) -> System.setProperty("mcp-identity." + key, value.toString()));
        try {
            Wire.Reply reply = deployAndCall("POST", "/mcp");
            assertEquals(401, reply.status(), reply.toString());
        } finally {
            settings.stringPropertyNames().forEach(key -> System.clearProperty("mcp-identity." + key));
        }
    }

    @Test
    void oneSettingWithoutAFileFailsTheDeploymentInsteadOfProtectingNothing() throws Exception {
        System.setProperty("mcp-identity.provider", "oidc");
        try {
            assertEquals(404, deployAndCall("POST", "/mcp").status());
        } finally {
            System.clearProperty("mcp-identity.provider");
        }
    }

    @Test
    void aConfigurationThatCannotWorkFailsTheDeployment() throws Exception {
        configure(WORKING.replace("https://issuer.example", "nonsense"));
        Wire.Reply reply = deployAndCall("POST", "/mcp");
        assertFalse(reply.status() == 200, reply.toString());
        assertEquals(404, reply.status());
    }

    @Test
    void aConfigurationThatIsNamedButMissingFailsTheDeployment() throws Exception {
        System.setProperty(PROPERTY, directory.resolve("missing.properties").toString());
        assertEquals(404, deployAndCall("POST", "/mcp").status());
    }
}
