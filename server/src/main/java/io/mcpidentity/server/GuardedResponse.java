package io.mcpidentity.server;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The response as the servlet sees it: a session id is bound before the client can read it, and errors go out as JSON
 * with their headers kept, without HTML and without stack traces.
 */
final class GuardedResponse extends HttpServletResponseWrapper {

    private static final String SESSION = "Mcp-Session-Id";

    private final HttpServletResponse response;
    private final Consumer<String> issued;
    private @Nullable StringWriter error;
    private boolean isTaken;
    private volatile OpenStreams.@Nullable Stream stream;

    GuardedResponse(HttpServletResponse response, Consumer<String> issued) {
        super(response);
        this.response = response;
        this.issued = issued;
    }

    /** Says that the response has become asynchronous, and may be ended from outside. */
    OpenStreams.Stream opened(OpenStreams.Stream opened) {
        if (isTaken) {
            opened.leave();
        }
        stream = opened;
        return opened;
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        seen(name, value);
        super.setHeader(name, value);
    }

    @Override
    public void addHeader(String name, @Nullable String value) {
        seen(name, value);
        super.addHeader(name, value);
    }

    private void seen(String name, @Nullable String value) {
        if (value != null && !value.isBlank() && name.equalsIgnoreCase(SESSION)) {
            issued.accept(value);
        }
    }

    @Override
    public void sendError(int status, @Nullable String message) throws IOException {
        sendError(status);
    }

    @Override
    public void sendError(int status) throws IOException {
        if (!response.isCommitted()) {
            response.resetBuffer();
        }
        error = null;
        SdkError.answer(status).send(response);
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (error == null && isJsonError()) {
            error = new StringWriter();
        }
        if (error != null) {
            return new PrintWriter(error);
        }
        OpenStreams.Stream open = stream;
        isTaken |= open == null;
        return open == null ? super.getWriter() : open.guard(super.getWriter());
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        OpenStreams.Stream open = stream;
        isTaken |= open == null;
        return open == null ? super.getOutputStream() : open.guard(super.getOutputStream());
    }

    private boolean isJsonError() {
        String contentType = response.getContentType();
        return response.getStatus() >= 400
                && contentType != null
                && contentType.startsWith("application/json")
                && !response.isCommitted();
    }

    /** Sends the error that was held back, if there is one. */
    void finish() throws IOException {
        StringWriter held = error;
        if (held != null) {
            error = null;
            SdkError.answer(response.getStatus(), held.toString()).send(response);
        }
    }
}
