package io.mcpidentity.testkit;

import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.oidc.ProviderApi;
import io.mcpidentity.spi.HttpTransport;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes JSON: maps, collections, strings, numbers, booleans and null. Reads it as the project itself does. */
final class JsonText {

    private static final ProviderApi READER = new ProviderApi(
            "The JSON",
            request -> {
                throw new IOException("Nobody is called");
            },
            InstantSource.system());

    private JsonText() {}

    static Map<String, Object> read(byte[] object) {
        try {
            return READER.json(new HttpTransport.Response(200, Map.of(), object));
        } catch (ProviderUnavailableException unreadable) {
            throw new IllegalArgumentException(unreadable);
        }
    }

    static String of(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> quoted(String.valueOf(entry.getKey())) + ":" + of(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof Collection<?> items) {
            return items.stream().map(JsonText::of).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        return value == null ? "null" : quoted(value.toString());
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
