package io.mcpidentity.it;

import io.modelcontextprotocol.server.McpServerFeatures.SyncCompletionSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncPromptSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceTemplateSpecification;
import io.modelcontextprotocol.spec.McpSchema.BlobResourceContents;
import io.modelcontextprotocol.spec.McpSchema.CompleteResult;
import io.modelcontextprotocol.spec.McpSchema.Content;
import io.modelcontextprotocol.spec.McpSchema.EmbeddedResource;
import io.modelcontextprotocol.spec.McpSchema.GetPromptResult;
import io.modelcontextprotocol.spec.McpSchema.ImageContent;
import io.modelcontextprotocol.spec.McpSchema.Prompt;
import io.modelcontextprotocol.spec.McpSchema.PromptArgument;
import io.modelcontextprotocol.spec.McpSchema.PromptMessage;
import io.modelcontextprotocol.spec.McpSchema.PromptReference;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceResult;
import io.modelcontextprotocol.spec.McpSchema.Resource;
import io.modelcontextprotocol.spec.McpSchema.ResourceContents;
import io.modelcontextprotocol.spec.McpSchema.ResourceTemplate;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import java.util.List;
import java.util.stream.Stream;

/** The prompts and resources that the conformance suite asks for. */
final class ConformanceContent {

    /** A PNG of one red pixel, in base64. */
    static final String RED_DOT =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";

    /** A WAV without a sample, in base64. */
    static final String SILENCE = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQAAAAA=";

    private ConformanceContent() {}

    static List<SyncPromptSpecification> prompts() {
        return List.of(
                new SyncPromptSpecification(
                        prompt("test_simple_prompt"),
                        (exchange, request) -> says(text("This is a simple prompt for testing."))),
                new SyncPromptSpecification(
                        prompt("test_prompt_with_arguments", "arg1", "arg2"),
                        (exchange, request) -> says(text("Prompt with arguments: arg1='"
                                + request.arguments().get("arg1") + "', arg2='"
                                + request.arguments().get("arg2") + "'"))),
                new SyncPromptSpecification(
                        prompt("test_prompt_with_embedded_resource", "resourceUri"),
                        (exchange, request) -> says(
                                EmbeddedResource.builder(textResource(
                                                (String) request.arguments().get("resourceUri"),
                                                "Embedded resource content for testing."))
                                        .build(),
                                text("Please process the embedded resource above."))),
                new SyncPromptSpecification(
                        prompt("test_prompt_with_image"),
                        (exchange, request) -> says(
                                ImageContent.builder(RED_DOT, "image/png").build(),
                                text("Please analyze the image above."))));
    }

    static List<SyncResourceSpecification> resources() {
        return List.of(
                resource(
                        "test://static-text",
                        "text/plain",
                        textResource("test://static-text", "This is the content of the static text resource.")),
                resource(
                        "test://static-binary",
                        "image/png",
                        BlobResourceContents.builder("test://static-binary", RED_DOT)
                                .mimeType("image/png")
                                .build()),
                resource(
                        "test://watched-resource",
                        "text/plain",
                        textResource("test://watched-resource", "This is a watched resource content.")));
    }

    static List<SyncResourceTemplateSpecification> resourceTemplates() {
        return List.of(new SyncResourceTemplateSpecification(
                ResourceTemplate.builder("test://template/{id}/data", "template")
                        .mimeType("application/json")
                        .build(),
                (exchange, request) -> {
                    String id = request.uri().split("/")[3];
                    String json =
                            Json.write(java.util.Map.of("id", id, "templateTest", true, "data", "Data for " + id));
                    return ReadResourceResult.builder(List.of(TextResourceContents.builder(request.uri(), json)
                                    .mimeType("application/json")
                                    .build()))
                            .build();
                }));
    }

    static List<SyncCompletionSpecification> completions() {
        return List.of(new SyncCompletionSpecification(
                new PromptReference("test_prompt_with_arguments"),
                (exchange, request) -> new CompleteResult(new CompleteResult.CompleteCompletion(List.of(), 0, false))));
    }

    private static Prompt prompt(String name, String... arguments) {
        return Prompt.builder(name)
                .description(name)
                .arguments(Stream.of(arguments)
                        .map(argument ->
                                PromptArgument.builder(argument).required(true).build())
                        .toList())
                .build();
    }

    private static GetPromptResult says(Content... contents) {
        return GetPromptResult.builder(Stream.of(contents)
                        .map(content ->
                                PromptMessage.builder(Role.USER, content).build())
                        .toList())
                .build();
    }

    private static TextContent text(String text) {
        return TextContent.builder(text).build();
    }

    private static TextResourceContents textResource(String uri, String text) {
        return TextResourceContents.builder(uri, text).mimeType("text/plain").build();
    }

    private static SyncResourceSpecification resource(String uri, String type, ResourceContents contents) {
        return new SyncResourceSpecification(
                Resource.builder(uri, uri).mimeType(type).build(),
                (exchange, request) ->
                        ReadResourceResult.builder(List.of(contents)).build());
    }
}
