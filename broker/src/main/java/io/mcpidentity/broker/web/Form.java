package io.mcpidentity.broker.web;

import io.mcpidentity.spi.HttpEndpoints.Request;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of a query or a form body (application/x-www-form-urlencoded), read strictly. Immutable.
 *
 * <p>A parameter without a value counts as absent (RFC 6749 §3.1).
 */
public final class Form {

    private static final int MOST = 64;

    private final Map<String, List<String>> values;

    private Form(Map<String, List<String>> values) {
        this.values = values;
    }

    /** The query's parameters; empty if they cannot be read. */
    public static Optional<Form> ofQuery(Request request) {
        return parse(request.query());
    }

    /** The body's parameters; empty if it is no form, or cannot be read. */
    public static Optional<Form> ofBody(Request request) {
        String type = request.header("Content-Type").orElse("");
        int end = type.indexOf(';');
        String media = (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return media.equals("application/x-www-form-urlencoded")
                ? parse(new String(request.body(), StandardCharsets.ISO_8859_1))
                : Optional.empty();
    }

    /** Reads parameters; empty if anything in them is malformed: escapes, UTF-8, control characters, or too many. */
    public static Optional<Form> parse(String encoded) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        int count = 0;
        for (String pair : encoded.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            Optional<String> name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            Optional<String> value = decoded(equals < 0 ? "" : pair.substring(equals + 1));
            if (name.isEmpty() || value.isEmpty() || ++count > MOST) {
                return Optional.empty();
            }
            if (!value.get().isEmpty()) {
                values.computeIfAbsent(name.get(), key -> new ArrayList<>()).add(value.get());
            }
        }
        return Optional.of(new Form(values));
    }

    /** One value without its encoding; empty if it is malformed. */
    public static Optional<String> decoded(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length());
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '%') {
                int high = at + 2 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
                int low = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    return Optional.empty();
                }
                bytes.put((byte) ((high << 4) | low));
                at += 2;
            } else if (c > 0x7e) {
                return Optional.empty();
            } else {
                bytes.put((byte) (c == '+' ? ' ' : c));
            }
        }
        try {
            String decoded =
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
            return decoded.chars().anyMatch(c -> (c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f)
                    ? Optional.empty()
                    : Optional.of(decoded);
        } catch (CharacterCodingException malformed) {
            return Optional.empty();
        }
    }

    /** The value of a parameter that may stand once; empty where it is absent. Ask {@link #repeats} first. */
    public Optional<String> value(String name) {
        List<String> all = values.getOrDefault(name, List.of());
        return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
    }

    /** All values of a parameter. */
    public List<String> all(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }

    /** Whether a parameter stands more than once, which OAuth forbids (RFC 6749 §3.1); {@code resource} may. */
    public boolean repeats() {
        return values.entrySet().stream()
                .anyMatch(entry ->
                        !entry.getKey().equals("resource") && entry.getValue().size() > 1);
    }
}
