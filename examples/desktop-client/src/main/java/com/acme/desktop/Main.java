package com.acme.desktop;

import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.sdk.McpSessions;
import io.mcpidentity.client.session.OAuthSession;
import io.mcpidentity.config.Configuration;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Signs in by the browser the first time, keeps the tokens in a local file, and refreshes them from then on: {@code Main
 * http://localhost:8080/mcp [directory]}.
 */
public final class Main {
    /** Longer than a sign-in may take: a server may want one in the middle of a call, as when it knows the token no more. */
    private static final Duration PATIENCE = Duration.ofMinutes(6);

    private Main() {}

    public static void main(String[] arguments) {
        URI server = URI.create(arguments.length > 0 ? arguments[0] : "http://localhost:8080/mcp");
        Path tokens = arguments.length > 1
                ? Path.of(arguments[1]).toAbsolutePath()
                : Path.of(System.getProperty("user.home"), ".acme-desktop", "tokens");
        Configuration settings = Configuration.of(Map.of(
                "client.name", "Acme Desktop", "client.store", "file", "client.store-directory", tokens.toString()));
        System.out.println(Main.class.getModule().isNamed() ? "on the module path" : "on the class path");
        try (OAuthSession session = OAuthSession.create(server, settings)) {
            session.signIn();
            System.out.println(whoAmI(session));
        } catch (ClientFailure failure) {
            end(failure);
        } catch (RuntimeException thrown) {
            // The SDK wraps why a call had no access; what is none of that goes on.
            end(McpSessions.failure(thrown).orElseThrow(() -> thrown));
        }
    }

    private static String whoAmI(OAuthSession session) {
        try (McpSyncClient client = McpClient.sync(
                        McpSessions.transport(session).build())
                .initializationTimeout(PATIENCE)
                .requestTimeout(PATIENCE)
                .build()) {
            return client.callTool(CallToolRequest.builder("whoami").build()).content().stream()
                    .filter(TextContent.class::isInstance)
                    .map(content -> ((TextContent) content).text())
                    .collect(Collectors.joining("\n"));
        }
    }

    /** What has to be done about it is in the message, and which kind it is says who has to do it. */
    private static void end(ClientFailure failure) {
        System.err.println(failure.getMessage());
        System.exit(1);
    }
}
