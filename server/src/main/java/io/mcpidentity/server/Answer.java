package io.mcpidentity.server;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * An answer that the filter gives in the servlet's place: JSON, never cached. Immutable; one that is the same for every
 * request is made once.
 */
final class Answer {

    private static final JsonFactory JSON = new JsonFactory();

    private final int status;
    private final List<Header> headers;
    private final byte[] body;

    private Answer(int status, List<Header> headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    private record Header(String name, String value) {}

    private static Answer uncached(int status, byte[] body) {
        return new Answer(status, List.of(new Header("Cache-Control", "no-store")), body);
    }

    /** An answer without a body. */
    static Answer empty(int status) {
        return new Answer(status, List.of(), new byte[0]);
    }

    /** JSON that is public and may be cached for five minutes. */
    static Answer document(byte[] json) {
        return empty(200)
                .with("Cache-Control", "public, max-age=300")
                .with("X-Content-Type-Options", "nosniff")
                .with(json);
    }

    /** An OAuth error: {@code error} and {@code error_description}. */
    static Answer oauth(int status, String error, String description, List<String> challenges) {
        Answer answer = uncached(status, json(generator -> {
            generator.writeStringProperty("error", error);
            generator.writeStringProperty("error_description", description);
        }));
        for (String challenge : challenges) {
            answer = answer.with("WWW-Authenticate", challenge);
        }
        return answer;
    }

    /** A JSON-RPC error; the id is JSON. */
    static Answer jsonRpc(int status, String id, int code, String message) {
        return uncached(status, json(generator -> {
            generator.writeStringProperty("jsonrpc", "2.0");
            generator.writeName("id").writeRawValue(id);
            generator.writeObjectPropertyStart("error");
            generator.writeNumberProperty("code", code);
            generator.writeStringProperty("message", message);
            generator.writeEndObject();
        }));
    }

    /** A JSON-RPC result that is an empty list of this name; the id is JSON. */
    static Answer emptyList(String id, String member) {
        return uncached(200, json(generator -> {
            generator.writeStringProperty("jsonrpc", "2.0");
            generator.writeName("id").writeRawValue(id);
            generator.writeObjectPropertyStart("result");
            generator.writeArrayPropertyStart(member).writeEndArray();
            generator.writeEndObject();
        }));
    }

    /** JSON that is sent as it stands. */
    static Answer verbatim(int status, String json) {
        return uncached(status, json.getBytes(StandardCharsets.UTF_8));
    }

    /** The same with one more header. */
    Answer with(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Answer(status, List.copyOf(more), body);
    }

    private Answer with(byte[] json) {
        return new Answer(status, headers, json);
    }

    /** The HTTP status. */
    int status() {
        return status;
    }

    /** Sends it, unless the response has begun. */
    void send(HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.setStatus(status);
        for (Header header : headers) {
            response.addHeader(header.name(), header.value());
        }
        if (body.length > 0) {
            response.setContentType("application/json");
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
        response.flushBuffer();
    }

    private static byte[] json(Consumer<JsonGenerator> members) {
        StringWriter written = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), written)) {
            generator.writeStartObject();
            members.accept(generator);
            generator.writeEndObject();
        }
        return written.toString().getBytes(StandardCharsets.UTF_8);
    }
}
