package io.mcpidentity.quickstart;

import io.mcpidentity.Caller;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tools. Who may call which is no business of theirs: the configuration says it, and the filter holds to it. */
final class NoteTools {

    static final List<String> NAMES = List.of("ping", "whoami", "list_notes", "add_note", "purge_notes");

    private static final Map<String, Object> NO_ARGUMENTS = Map.of("type", "object");
    private static final Map<String, Object> TEXT = Map.of(
            "type",
            "object",
            "properties",
            Map.of("text", Map.of("type", "string", "maxLength", Notes.LONGEST, "description", "The note")),
            "required",
            List.of("text"));

    private final Notes notes = new Notes();

    /** What a tool does, for the caller whom the filter let in; empty for a stranger at an anonymous tool. */
    @FunctionalInterface
    interface Handler {
        CallToolResult call(Optional<Caller> caller, Map<String, Object> arguments);
    }

    /** A tool and what it does. */
    record NoteTool(Tool tool, Handler handler) {}

    List<NoteTool> all() {
        return List.of(
                tool("ping", "Answers pong, to anybody", NO_ARGUMENTS, (caller, arguments) -> text("pong")),
                tool("whoami", "Tells who is calling", NO_ARGUMENTS, signedIn((caller, arguments) -> whoAmI(caller))),
                tool("list_notes", "Lists the caller's notes", NO_ARGUMENTS, signedIn((caller, none) -> list(caller))),
                tool("add_note", "Adds a note for the caller", TEXT, signedIn(this::add)),
                tool(
                        "purge_notes",
                        "Deletes the notes of all callers",
                        NO_ARGUMENTS,
                        signedIn((caller, none) -> purge())));
    }

    private static CallToolResult whoAmI(Caller caller) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("subject", caller.subject());
        caller.name().ifPresent(name -> answer.put("name", name));
        caller.email().ifPresent(email -> answer.put("email", email));
        caller.clientId().ifPresent(clientId -> answer.put("client", clientId));
        answer.put("scopes", List.copyOf(caller.scopes()));
        answer.put("issuer", caller.issuer());
        StringBuilder lines = new StringBuilder();
        answer.forEach((name, value) ->
                lines.append(name).append(": ").append(shown(value)).append('\n'));
        return CallToolResult.builder()
                .addTextContent(lines.toString().stripTrailing())
                .structuredContent(answer)
                .isError(false)
                .build();
    }

    private static Object shown(Object value) {
        return value instanceof List<?> list
                ? String.join(" ", list.stream().map(String::valueOf).toList())
                : value;
    }

    private CallToolResult list(Caller caller) {
        List<String> own = notes.of(caller);
        return text(own.isEmpty() ? "No notes yet" : "- " + String.join("\n- ", own));
    }

    private CallToolResult add(Caller caller, Map<String, Object> arguments) {
        if (!(arguments.get("text") instanceof String text) || text.isBlank()) {
            return error("The argument text is missing");
        }
        return notes.add(caller, text)
                ? text("Added; you have " + notes.of(caller).size() + " now")
                : error("No room: at most " + Notes.MOST_PER_CALLER + " notes of " + Notes.LONGEST + " characters");
    }

    private CallToolResult purge() {
        return text("Deleted " + notes.purge());
    }

    private static NoteTool tool(String name, String description, Map<String, Object> input, Handler handler) {
        return new NoteTool(Tool.builder(name, input).description(description).build(), handler);
    }

    /** What a tool does that makes no sense without a caller. */
    @FunctionalInterface
    private interface CallerHandler {
        CallToolResult call(Caller caller, Map<String, Object> arguments);
    }

    /** Somebody may open any tool to strangers by configuration; then these say so instead of failing. */
    private static Handler signedIn(CallerHandler handler) {
        return (caller, arguments) ->
                caller.map(known -> handler.call(known, arguments)).orElseGet(() -> error("Nobody is signed in"));
    }

    private static CallToolResult text(String text) {
        return CallToolResult.builder().addTextContent(text).isError(false).build();
    }

    private static CallToolResult error(String text) {
        return CallToolResult.builder().addTextContent(text).isError(true).build();
    }
}
