package io.mcpidentity.server;

import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Turns an error that the SDK's transport writes, an exception with its stack trace in JSON, into the JSON-RPC error that
 * it stands for. Messages of failures inside the server are left out.
 */
final class SdkError {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int INTERNAL_ERROR = -32603;

    private SdkError() {}

    /** The answer to send in its place. */
    static Answer answer(int status, String body) {
        int code = status >= 500 ? INTERNAL_ERROR : JsonRpcPeek.INVALID_REQUEST;
        String message = status >= 500 ? "Internal error" : "Invalid request";
        boolean trace = false;
        boolean error = false;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Answer.jsonRpc(status, "null", code, message);
            }
            for (String key = parser.nextName(); key != null; key = parser.nextName()) {
                JsonToken value = parser.nextToken();
                if (key.equals("jsonRpcError") && value == JsonToken.START_OBJECT) {
                    for (String part = parser.nextName(); part != null; part = parser.nextName()) {
                        JsonToken token = parser.nextToken();
                        if (part.equals("code") && token == JsonToken.VALUE_NUMBER_INT) {
                            code = Integer.parseInt(parser.getString());
                        } else if (part.equals("message") && token == JsonToken.VALUE_STRING && status < 500) {
                            message = HeaderText.shown(parser.getString());
                        } else {
                            parser.skipChildren();
                        }
                    }
                } else {
                    trace |= key.equals("stackTrace");
                    error |= key.equals("jsonrpc");
                    parser.skipChildren();
                }
            }
        } catch (JacksonException | NumberFormatException unknown) {
            return Answer.jsonRpc(status, "null", code, message);
        }
        return error && !trace ? Answer.verbatim(status, body) : Answer.jsonRpc(status, "null", code, message);
    }

    /** The answer for an error without a body of its own. */
    static Answer answer(int status) {
        return switch (status) {
            case 404 -> Answer.oauth(404, "not_found", "There is nothing here", List.of());
            case 405 -> Answer.oauth(405, "method_not_allowed", "The method is not allowed here", List.of());
            case 413 -> Answer.oauth(413, "too_large", "The body is too long", List.of());
            case 503 ->
                Answer.oauth(503, "unavailable", "The server is not available", List.of())
                        .with("Retry-After", "1");
            default -> Answer.oauth(status, "error", "The request failed", List.of());
        };
    }
}
