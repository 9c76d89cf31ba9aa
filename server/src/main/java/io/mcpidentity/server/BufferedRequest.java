package io.mcpidentity.server;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The request as the servlet sees it after its body was read: the same bytes, once, and UTF-8 whatever the container
 * thinks. A session id that was not checked is not there.
 */
final class BufferedRequest extends HttpServletRequestWrapper {

    private static final String SESSION = "Mcp-Session-Id";

    private final byte[] body;
    private final int length;
    private final boolean hidesSession;
    private @Nullable ServletInputStream stream;
    private @Nullable BufferedReader reader;

    BufferedRequest(HttpServletRequest request, byte[] body, int length, boolean hidesSession) {
        super(request);
        this.body = body;
        this.length = length;
        this.hidesSession = hidesSession;
    }

    @Override
    public ServletInputStream getInputStream() {
        if (reader != null) {
            throw new IllegalStateException("The body is already being read by getReader()");
        }
        ServletInputStream current = stream;
        if (current == null) {
            current = new BodyStream(new ByteArrayInputStream(body, 0, length));
            stream = current;
        }
        return current;
    }

    @Override
    public BufferedReader getReader() {
        if (stream != null) {
            throw new IllegalStateException("The body is already being read by getInputStream()");
        }
        BufferedReader current = reader;
        if (current == null) {
            current = new BufferedReader(
                    new InputStreamReader(new ByteArrayInputStream(body, 0, length), StandardCharsets.UTF_8));
            reader = current;
        }
        return current;
    }

    @Override
    public String getCharacterEncoding() {
        return StandardCharsets.UTF_8.name();
    }

    @Override
    public void setCharacterEncoding(String encoding) {
        // The body was judged as UTF-8 and stays UTF-8.
    }

    @Override
    public void setCharacterEncoding(Charset encoding) {
        // The body was judged as UTF-8 and stays UTF-8.
    }

    @Override
    public int getContentLength() {
        return length;
    }

    @Override
    public long getContentLengthLong() {
        return length;
    }

    @Override
    public @Nullable String getHeader(String name) {
        return hides(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return hides(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        Enumeration<String> names = super.getHeaderNames();
        if (!hidesSession) {
            return names;
        }
        List<String> shown = Collections.list(names);
        shown.removeIf(this::hides);
        return Collections.enumeration(shown);
    }

    private boolean hides(String name) {
        return hidesSession && name.equalsIgnoreCase(SESSION);
    }

    /** The buffered bytes; always ready. */
    private static final class BodyStream extends ServletInputStream {

        private final ByteArrayInputStream bytes;

        BodyStream(ByteArrayInputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int count) {
            return bytes.read(target, offset, count);
        }

        @Override
        public int available() {
            return bytes.available();
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            try {
                listener.onDataAvailable();
                if (isFinished()) {
                    listener.onAllDataRead();
                }
            } catch (IOException failed) {
                listener.onError(failed);
            }
        }
    }
}
