package io.mcpidentity.quickstart.tour;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.TypeRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** JSON objects, by the MCP SDK's own mapper. */
final class JsonObject {

    private static final TypeRef<Map<String, Object>> OBJECT = new TypeRef<>() {};

    private JsonObject() {}

    static Map<String, Object> parse(String text) throws IOException {
        return McpJsonDefaults.getMapper().readValue(text, OBJECT);
    }

    static String text(Map<String, Object> members) {
        try {
            return McpJsonDefaults.getMapper().writeValueAsString(members);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The members with their paths, {@code result.serverInfo.name}; lists as words. */
    static Map<String, String> flat(Map<String, ?> members) {
        Map<String, String> flat = new LinkedHashMap<>();
        flatten("", members, flat);
        return flat;
    }

    private static void flatten(String prefix, Map<?, ?> members, Map<String, String> flat) {
        members.forEach((name, value) -> {
            String path = prefix + name;
            if (value instanceof Map<?, ?> inner) {
                flatten(path + ".", inner, flat);
            } else if (value instanceof Collection<?> items) {
                flat.put(path, items.stream().map(JsonObject::word).collect(Collectors.joining(" ")));
            } else {
                flat.put(path, String.valueOf(value));
            }
        });
    }

    /** An object in a list is known by its name, or by its text. */
    private static String word(Object item) {
        if (item instanceof Map<?, ?> object) {
            Object name = object.containsKey("name") ? object.get("name") : object.get("text");
            return String.valueOf(name);
        }
        return String.valueOf(item);
    }
}
