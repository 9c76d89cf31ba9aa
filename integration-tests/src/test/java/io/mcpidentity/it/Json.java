package io.mcpidentity.it;

import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** JSON as maps and lists, for tests. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    static Map<String, Object> object(String text) {
        return MAPPER.readValue(text, new TypeReference<>() {});
    }

    static List<Map<String, Object>> objects(String text) {
        return MAPPER.readValue(text, new TypeReference<>() {});
    }

    /** The object that is the member {@code name} of {@code object}. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Map<String, Object> object, String name) {
        return (Map<String, Object>) object.get(name);
    }

    /** The array of objects that is the member {@code name} of {@code object}. */
    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> objects(Map<String, Object> object, String name) {
        return (List<Map<String, Object>>) object.get(name);
    }
}
