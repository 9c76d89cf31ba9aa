package io.mcpidentity.jose;

import io.mcpidentity.Reason;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes JSON objects (RFC 8259), and reads them strictly: UTF-8 only, no duplicate names at any level, nothing behind the object, bounded
 * in size, depth and the length of numbers. Thread-safe.
 *
 * <p>Strings, booleans, lists and maps arrive as such; whole numbers within 64 bits as {@link Long}, all others as finite
 * {@link Double}. A member whose value is {@code null} counts as absent, and so does a {@code null} in a list.
 */
public final class Json {

    /** The longest document, in bytes. */
    public static final int MAX_BYTES = 1 << 20;

    /** The deepest nesting of objects and lists. */
    public static final int MAX_DEPTH = 32;

    private static final int MAX_NUMBER_LENGTH = 64;
    private static final int MAX_NAME_LENGTH = 1024;
    private static final Object NULL = new Object();

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(MAX_BYTES)
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .maxStringLength(MAX_BYTES)
                    .build())
            .build();

    private Json() {}

    /** Objects, lists, strings, whole numbers and truth values as text; of anything else what its {@code toString} says. */
    public static String text(Map<String, ?> members) {
        StringWriter written = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), written)) {
            write(json, members);
        }
        return written.toString();
    }

    private static void write(JsonGenerator json, Object value) {
        if (value instanceof Map<?, ?> members) {
            json.writeStartObject();
            members.forEach((name, member) -> {
                json.writeName(String.valueOf(name));
                write(json, member);
            });
            json.writeEndObject();
        } else if (value instanceof Collection<?> items) {
            json.writeStartArray();
            items.forEach(item -> write(json, item));
            json.writeEndArray();
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Number number) {
            json.writeNumber(number.longValue());
        } else {
            json.writeString(value.toString());
        }
    }

    /**
     * Reads one object.
     *
     * @throws JoseException if the text is anything else
     */
    public static Map<String, Object> object(String text) throws JoseException {
        if (text.length() > MAX_BYTES) {
            throw refusal("The JSON is too long");
        }
        return object(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads one object.
     *
     * @throws JoseException if the bytes are anything else
     */
    public static Map<String, Object> object(byte[] utf8) throws JoseException {
        if (utf8.length > MAX_BYTES) {
            throw refusal("The JSON is too long");
        }
        requireUtf8(utf8);
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), utf8)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw refusal("The JSON is no object");
            }
            Map<String, Object> object = members(parser);
            if (parser.nextToken() != null) {
                throw refusal("The JSON does not end with its object");
            }
            return object;
        } catch (JacksonException malformed) {
            throw refusal("The JSON is malformed, too deep, or holds too long a number or name");
        }
    }

    /** Whether the first byte and the absence of NUL rule out other encodings, and all the rest is valid UTF-8. */
    private static void requireUtf8(byte[] bytes) throws JoseException {
        boolean ascii = true;
        for (byte b : bytes) {
            if (b <= 0) {
                if (b == 0) {
                    throw refusal("The JSON is not UTF-8");
                }
                ascii = false;
            }
        }
        if (ascii) {
            return;
        }
        if (bytes[0] < 0) {
            throw refusal("The JSON does not begin with an object");
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException malformed) {
            throw refusal("The JSON is not UTF-8");
        }
    }

    private static Map<String, Object> members(JsonParser parser) throws JoseException {
        Map<String, Object> members = new LinkedHashMap<>();
        boolean nulls = false;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            Object value = value(parser, parser.nextToken());
            nulls |= value == NULL;
            if (members.put(name, value) != null) {
                throw refusal("The JSON has a name twice in one object");
            }
        }
        if (nulls) {
            members.values().removeIf(value -> value == NULL);
        }
        return members;
    }

    private static List<Object> items(JsonParser parser) throws JoseException {
        List<Object> items = new ArrayList<>(4);
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            Object value = value(parser, token);
            if (value != NULL) {
                items.add(value);
            }
        }
        return items;
    }

    private static Object value(JsonParser parser, JsonToken token) throws JoseException {
        return switch (Objects.requireNonNull(token)) {
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> wholeNumber(parser);
            case VALUE_NUMBER_FLOAT -> finite(parser.getDoubleValue());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> NULL;
            case START_OBJECT -> members(parser);
            case START_ARRAY -> items(parser);
            default -> throw refusal("The JSON is malformed");
        };
    }

    private static Object wholeNumber(JsonParser parser) throws JoseException {
        return switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            default -> finite(Double.parseDouble(parser.getString()));
        };
    }

    private static Double finite(double value) throws JoseException {
        if (!Double.isFinite(value)) {
            throw refusal("The JSON holds a number out of range");
        }
        return value;
    }

    private static JoseException refusal(String detail) {
        return new JoseException(Reason.MALFORMED, detail);
    }
}
