package com.acme.job;

import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.sdk.McpSessions;
import io.mcpidentity.client.session.OAuthSession;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.ConfigurationException;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.net.URI;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * Reads its notes once and ends: {@code Main http://localhost:8080/mcp job.properties}. How it signs in, and as whom, is in
 * the file alone.
 */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        URI server = URI.create(arguments[0]);
        Configuration settings = Configuration.load(Path.of(arguments[1]));
        System.out.println(Main.class.getModule().isNamed() ? "on the module path" : "on the class path");
        try (OAuthSession session = OAuthSession.create(server, settings)) {
            session.signIn();
            System.out.println(notes(session));
        } catch (ClientFailure | ConfigurationException failure) {
            end(failure);
        } catch (RuntimeException thrown) {
            // The SDK wraps why a call had no access; what is none of that goes on.
            end(McpSessions.failure(thrown).orElseThrow(() -> thrown));
        }
    }

    private static String notes(OAuthSession session) {
        try (McpSyncClient client =
                McpClient.sync(McpSessions.transport(session).build()).build()) {
            return client.callTool(CallToolRequest.builder("list_notes").build()).content().stream()
                    .filter(TextContent.class::isInstance)
                    .map(content -> ((TextContent) content).text())
                    .collect(Collectors.joining("\n"));
        }
    }

    /** Whoever reads the job's log finds what to do about it. */
    private static void end(Exception failure) {
        System.err.println(failure.getMessage());
        System.exit(1);
    }
}
