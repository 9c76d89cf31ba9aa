package io.mcpidentity.it;

import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema.AudioContent;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Content;
import io.modelcontextprotocol.spec.McpSchema.CreateMessageRequest;
import io.modelcontextprotocol.spec.McpSchema.ElicitFormRequest;
import io.modelcontextprotocol.spec.McpSchema.EmbeddedResource;
import io.modelcontextprotocol.spec.McpSchema.ImageContent;
import io.modelcontextprotocol.spec.McpSchema.LoggingLevel;
import io.modelcontextprotocol.spec.McpSchema.LoggingMessageNotification;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.SamplingMessage;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** The tools that the conformance suite calls, by the names and with the behaviour that it expects. */
final class ConformanceTools {

    private static final Map<String, Object> NO_ARGUMENTS = Map.of("type", "object", "properties", Map.of());

    private ConformanceTools() {}

    static List<SyncToolSpecification> all() {
        return List.of(
                tool("test_simple_text", (exchange, request) -> text("This is a simple text response for testing.")),
                tool("test_image_content", (exchange, request) -> result(image())),
                tool(
                        "test_audio_content",
                        (exchange, request) -> result(AudioContent.builder(ConformanceContent.SILENCE, "audio/wav")
                                .build())),
                tool(
                        "test_embedded_resource",
                        (exchange, request) -> result(embedded(
                                "test://embedded-resource", "text/plain", "This is an embedded resource content."))),
                tool(
                        "test_multiple_content_types",
                        (exchange, request) -> result(
                                TextContent.builder("Multiple content types test:")
                                        .build(),
                                image(),
                                embedded(
                                        "test://mixed-content-resource",
                                        "application/json",
                                        "{\"test\":\"data\",\"value\":123}"))),
                tool("test_tool_with_logging", ConformanceTools::logs),
                tool("test_tool_with_progress", ConformanceTools::reportsProgress),
                tool(
                        "test_error_handling",
                        (exchange, request) -> CallToolResult.builder()
                                .content(List.of(
                                        TextContent.builder("This tool intentionally returns an error for testing")
                                                .build()))
                                .isError(true)
                                .build()),
                tool("test_sampling", textArgument("prompt"), ConformanceTools::samples),
                tool("test_elicitation", textArgument("message"), ConformanceTools::elicits),
                tool("test_elicitation_sep1034_defaults", ConformanceTools::elicitsWithDefaults),
                tool("test_elicitation_sep1330_enums", ConformanceTools::elicitsEnums),
                tool("json_schema_2020_12_tool", addressSchema(), (exchange, request) -> text("ok")));
    }

    private static SyncToolSpecification tool(
            String name, BiFunction<McpSyncServerExchange, CallToolRequest, CallToolResult> handler) {
        return tool(name, NO_ARGUMENTS, handler);
    }

    private static SyncToolSpecification tool(
            String name,
            Map<String, Object> schema,
            BiFunction<McpSyncServerExchange, CallToolRequest, CallToolResult> handler) {
        return SyncToolSpecification.builder()
                .tool(Tool.builder(name, schema).description(name).build())
                .callHandler(handler)
                .build();
    }

    private static CallToolResult text(String text) {
        return result(TextContent.builder(text).build());
    }

    private static CallToolResult result(Content... content) {
        return CallToolResult.builder().content(List.of(content)).isError(false).build();
    }

    private static ImageContent image() {
        return ImageContent.builder(ConformanceContent.RED_DOT, "image/png").build();
    }

    private static EmbeddedResource embedded(String uri, String type, String text) {
        return EmbeddedResource.builder(
                        TextResourceContents.builder(uri, text).mimeType(type).build())
                .build();
    }

    private static Map<String, Object> textArgument(String name) {
        return Map.of(
                "type", "object",
                "properties", Map.of(name, Map.of("type", "string")),
                "required", List.of(name));
    }

    private static Map<String, Object> addressSchema() {
        return Map.of(
                "$schema",
                "https://json-schema.org/draft/2020-12/schema",
                "type",
                "object",
                "$defs",
                Map.of(
                        "address",
                        Map.of(
                                "type",
                                "object",
                                "properties",
                                Map.of(
                                        "street", Map.of("type", "string"),
                                        "city", Map.of("type", "string")))),
                "properties",
                Map.of("name", Map.of("type", "string"), "address", Map.of("$ref", "#/$defs/address")),
                "additionalProperties",
                false);
    }

    // Logging is deprecated in the SDK with the protocol revision that drops it; the suite still tests it.
    @SuppressWarnings("deprecation")
    private static CallToolResult logs(McpSyncServerExchange exchange, CallToolRequest request) {
        for (String line : List.of("Tool execution started", "Tool processing data", "Tool execution completed")) {
            exchange.loggingNotification(
                    LoggingMessageNotification.builder(LoggingLevel.INFO, line).build());
        }
        return text("Tool execution completed with logging");
    }

    private static CallToolResult reportsProgress(McpSyncServerExchange exchange, CallToolRequest request) {
        Object token = request.meta() == null ? null : request.meta().get("progressToken");
        if (token != null) {
            for (double progress : new double[] {0, 50, 100}) {
                exchange.progressNotification(ProgressNotification.builder(token, progress)
                        .total(100.0)
                        .build());
            }
        }
        return text("Tool execution completed");
    }

    @SuppressWarnings("deprecation")
    private static CallToolResult samples(McpSyncServerExchange exchange, CallToolRequest request) {
        TextContent prompt =
                TextContent.builder((String) request.arguments().get("prompt")).build();
        var answer = exchange.createMessage(CreateMessageRequest.builder(
                        List.of(SamplingMessage.builder(Role.USER, prompt).build()), 100)
                .build());
        return text("LLM response: " + ((TextContent) answer.content()).text());
    }

    private static CallToolResult elicits(McpSyncServerExchange exchange, CallToolRequest request) {
        return ask(
                exchange,
                (String) request.arguments().get("message"),
                Map.of(
                        "type", "object",
                        "properties",
                                Map.of(
                                        "username", Map.of("type", "string", "description", "User's response"),
                                        "email", Map.of("type", "string", "description", "User's email address")),
                        "required", List.of("username", "email")));
    }

    private static CallToolResult elicitsWithDefaults(McpSyncServerExchange exchange, CallToolRequest request) {
        return ask(
                exchange,
                "Please check these defaults",
                Map.of(
                        "type", "object",
                        "properties",
                                Map.of(
                                        "name", Map.of("type", "string", "default", "John Doe"),
                                        "age", Map.of("type", "integer", "default", 30),
                                        "score", Map.of("type", "number", "default", 95.5),
                                        "status",
                                                Map.of(
                                                        "type", "string",
                                                        "enum", List.of("active", "inactive", "pending"),
                                                        "default", "active"),
                                        "verified", Map.of("type", "boolean", "default", true)),
                        "required", List.of("name", "age", "score", "status", "verified")));
    }

    private static CallToolResult elicitsEnums(McpSyncServerExchange exchange, CallToolRequest request) {
        List<String> options = List.of("option1", "option2", "option3");
        return ask(
                exchange,
                "Please choose",
                Map.of(
                        "type", "object",
                        "properties",
                                Map.of(
                                        "untitledSingle", Map.of("type", "string", "enum", options),
                                        "titledSingle", Map.of("type", "string", "oneOf", titled("value", "Option")),
                                        "legacyEnum",
                                                Map.of(
                                                        "type", "string",
                                                        "enum", List.of("opt1", "opt2", "opt3"),
                                                        "enumNames",
                                                                List.of("Option One", "Option Two", "Option Three")),
                                        "untitledMulti",
                                                Map.of(
                                                        "type",
                                                        "array",
                                                        "items",
                                                        Map.of("type", "string", "enum", options)),
                                        "titledMulti",
                                                Map.of(
                                                        "type",
                                                        "array",
                                                        "items",
                                                        Map.of("anyOf", titled("value", "Choice")))),
                        "required",
                                List.of(
                                        "untitledSingle",
                                        "titledSingle",
                                        "legacyEnum",
                                        "untitledMulti",
                                        "titledMulti")));
    }

    private static List<Map<String, String>> titled(String value, String title) {
        return List.of(
                Map.of("const", value + "1", "title", "First " + title),
                Map.of("const", value + "2", "title", "Second " + title),
                Map.of("const", value + "3", "title", "Third " + title));
    }

    private static CallToolResult ask(McpSyncServerExchange exchange, String message, Map<String, Object> schema) {
        var answer = exchange.createElicitation(
                ElicitFormRequest.builder(message, schema).build());
        return text("User response: action=" + answer.action() + ", content=" + answer.content());
    }
}
