package io.mcpidentity.server;

import io.mcpidentity.server.JsonRpcMessage.Kind;
import io.mcpidentity.server.JsonRpcMessage.Reference;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads from a request body what it asks for, in one pass, and refuses everything that a second reader could understand
 * differently: bytes that are not UTF-8, duplicate keys at any depth, keys that differ from the known ones in case only,
 * batches, trailing content. Thread-safe.
 */
final class JsonRpcPeek {

    static final int PARSE_ERROR = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int INVALID_PARAMS = -32602;

    private static final String PROTOCOL_VERSION = "io.modelcontextprotocol/protocolVersion";
    private static final String[] TOP = {"jsonrpc", "method", "id", "params", "result", "error"};
    private static final String[] PARAMS = {"name", "uri", "ref", "_meta"};
    private static final String[] REFERENCE = {"type", "name", "uri"};

    private final JsonFactory json;

    /** Bodies are at most this long, in bytes, and nested this deep. */
    JsonRpcPeek(int longest, int deepest) {
        json = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(deepest)
                        .maxStringLength(longest)
                        .maxNameLength(longest)
                        .build())
                .build();
    }

    /** What was found in a body. */
    sealed interface Peeked {

        /**
         * A well-formed message.
         *
         * @param message what it asks for
         */
        record Message(JsonRpcMessage message) implements Peeked {}

        /**
         * Not one well-formed message.
         *
         * @param code the JSON-RPC error code
         * @param detail one sentence, without any of the body
         */
        record Refused(int code, String detail) implements Peeked {}
    }

    /** Reads the body, which is in UTF-8. */
    Peeked peek(byte[] body, int length) {
        String text = new String(body, 0, length, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0 && !isUtf8(body, length)) {
            return new Peeked.Refused(PARSE_ERROR, "The body is not UTF-8");
        }
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), text)) {
            return new Reader(parser).read();
        } catch (Malformed malformed) {
            return malformed.refused;
        } catch (JacksonException notJson) {
            return new Peeked.Refused(PARSE_ERROR, "The body is not strict JSON: no duplicate keys, bounded depth");
        }
    }

    private static boolean isUtf8(byte[] body, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body, 0, length));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }

    /** Leaves the reader; never leaves this class. */
    private static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Peeked.Refused refused;

        Malformed(int code, String detail) {
            super(detail, null, false, false);
            refused = new Peeked.Refused(code, detail);
        }
    }

    /** Reads one message; not thread-safe. */
    private static final class Reader {

        private final JsonParser parser;
        private boolean version;
        private @Nullable String method;
        private @Nullable String id;
        private @Nullable String name;
        private @Nullable String uri;
        private @Nullable Reference reference;
        private @Nullable String protocolVersion;
        private boolean answers;

        Reader(JsonParser parser) {
            this.parser = parser;
        }

        Peeked read() {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) {
                throw new Malformed(INVALID_REQUEST, "Batches are not accepted");
            }
            if (first != JsonToken.START_OBJECT) {
                throw new Malformed(INVALID_REQUEST, "The body is not a JSON-RPC message");
            }
            for (String key = parser.nextName(); key != null; key = parser.nextName()) {
                parser.nextToken();
                readMember(key);
            }
            if (parser.nextToken() != null) {
                throw new Malformed(INVALID_REQUEST, "Something follows the JSON-RPC message");
            }
            return new Peeked.Message(message());
        }

        private void readMember(String key) {
            switch (key) {
                case "jsonrpc" ->
                    version = parser.currentToken() == JsonToken.VALUE_STRING
                            && parser.getString().equals("2.0");
                case "method" -> method = string("method");
                case "id" -> id = readId();
                case "params" -> readParams();
                case "result", "error" -> {
                    answers = true;
                    parser.skipChildren();
                }
                default -> skip(key, TOP);
            }
        }

        private JsonRpcMessage message() {
            if (!version) {
                throw new Malformed(INVALID_REQUEST, "The message does not say \"jsonrpc\": \"2.0\"");
            }
            if ((method == null) != answers) {
                throw new Malformed(INVALID_REQUEST, "The message is neither a request nor a response");
            }
            if (answers && id == null) {
                throw new Malformed(INVALID_REQUEST, "The response has no id");
            }
            Kind kind = answers ? Kind.RESPONSE : id == null ? Kind.NOTIFICATION : Kind.REQUEST;
            return new JsonRpcMessage(
                    kind,
                    method == null ? "" : method,
                    id == null ? "null" : id,
                    Optional.ofNullable(name),
                    Optional.ofNullable(uri),
                    Optional.ofNullable(reference),
                    Optional.ofNullable(protocolVersion));
        }

        private String readId() {
            if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                return parser.getString();
            }
            StringWriter written = new StringWriter();
            try (JsonGenerator generator = WRITER.createGenerator(ObjectWriteContext.empty(), written)) {
                generator.writeString(string("id"));
            }
            return written.toString();
        }

        private void readParams() {
            if (parser.currentToken() == JsonToken.VALUE_NULL) {
                return;
            }
            openObject("params");
            for (String key = parser.nextName(); key != null; key = parser.nextName()) {
                parser.nextToken();
                switch (key) {
                    case "name" -> name = stringOrNothing();
                    case "uri" -> uri = stringOrNothing();
                    case "ref" -> readReference();
                    case "_meta" -> readMeta();
                    default -> skip(key, PARAMS);
                }
            }
        }

        private void readReference() {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                return;
            }
            String type = null;
            String promptName = null;
            String resourceUri = null;
            for (String key = parser.nextName(); key != null; key = parser.nextName()) {
                parser.nextToken();
                switch (key) {
                    case "type" -> type = stringOrNothing();
                    case "name" -> promptName = stringOrNothing();
                    case "uri" -> resourceUri = stringOrNothing();
                    default -> skip(key, REFERENCE);
                }
            }
            reference = new Reference(
                    type == null ? "" : type, Optional.ofNullable(promptName), Optional.ofNullable(resourceUri));
        }

        private void readMeta() {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                return;
            }
            for (String key = parser.nextName(); key != null; key = parser.nextName()) {
                parser.nextToken();
                if (key.equals(PROTOCOL_VERSION)) {
                    protocolVersion = string(PROTOCOL_VERSION);
                } else {
                    parser.skipChildren();
                }
            }
        }

        private void skip(String key, String[] known) {
            for (String each : known) {
                if (key.equalsIgnoreCase(each)) {
                    throw new Malformed(INVALID_REQUEST, "A key differs from \"" + each + "\" in case only");
                }
            }
            parser.skipChildren();
        }

        /** A string; anything else leaves the value unknown, which no guarded method accepts. */
        private @Nullable String stringOrNothing() {
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                return parser.getString();
            }
            parser.skipChildren();
            return null;
        }

        private String string(String what) {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw new Malformed(INVALID_REQUEST, "\"" + what + "\" has the wrong type");
            }
            return parser.getString();
        }

        private void openObject(String what) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new Malformed(INVALID_REQUEST, "\"" + what + "\" is not an object");
            }
        }
    }

    private static final JsonFactory WRITER = new JsonFactory();
}
