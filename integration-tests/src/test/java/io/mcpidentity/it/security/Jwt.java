package io.mcpidentity.it.security;

import io.mcpidentity.it.logs.Issued;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A token whose header and claims can be anything. Every setter answers the token itself. */
final class Jwt {

    private final Map<String, Object> header = new LinkedHashMap<>();
    private final Map<String, Object> claims = new LinkedHashMap<>();
    private Key key;

    Jwt(Key key) {
        this.key = key;
        header.put("alg", key.algorithm());
        header.put("kid", key.id());
        header.put("typ", "at+jwt");
    }

    Jwt header(String name, Object value) {
        header.put(name, value);
        return this;
    }

    Jwt withoutHeader(String name) {
        header.remove(name);
        return this;
    }

    Jwt claim(String name, Object value) {
        claims.put(name, value);
        return this;
    }

    Jwt without(String name) {
        claims.remove(name);
        return this;
    }

    /** Signs with this key, whatever the header says. */
    Jwt by(Key other) {
        key = other;
        return this;
    }

    String sign() {
        return signature(key.sign(input()));
    }

    String signature(byte[] signature) {
        String token = input() + "." + Key.base64(signature);
        Issued.record("access_token", token);
        return token;
    }

    /** What is signed. */
    private String input() {
        return part(json(header)) + "." + part(json(claims));
    }

    private static String part(String json) {
        return Key.base64(json.getBytes(StandardCharsets.UTF_8));
    }

    /** JSON: maps, collections, strings, numbers, booleans. */
    static String json(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> json(String.valueOf(entry.getKey())) + ":" + json(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof Collection<?> items) {
            return items.stream().map(Jwt::json).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        return value.toString()
                .chars()
                .mapToObj(
                        c -> c < ' ' || c == '"' || c == '\\' ? String.format("\\u%04x", c) : String.valueOf((char) c))
                .collect(Collectors.joining("", "\"", "\""));
    }
}
