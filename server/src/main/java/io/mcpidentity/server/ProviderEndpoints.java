package io.mcpidentity.server;

import io.mcpidentity.spi.HttpEndpoints;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Serves what the configured providers serve themselves, such as an embedded authorization server. Thread-safe. */
final class ProviderEndpoints {

    /** How many bodies are read at once: one that comes slowly holds a thread. */
    private static final int BODIES = 64;

    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "OPTIONS");
    private static final Logger LOGGER = System.getLogger(ProviderEndpoints.class.getName());

    private static final int PART = 8192;

    /** A body that comes byte by byte is given up after this time, and its share of the bodies is another's. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final List<HttpEndpoints> all;
    private final LongSupplier nanoTime;
    private final Semaphore bodies = new Semaphore(BODIES);

    ProviderEndpoints(List<HttpEndpoints> all) {
        this(all, System::nanoTime);
    }

    /** Endpoints whose bodies' time is told by this clock, in nanoseconds since any moment. */
    ProviderEndpoints(List<HttpEndpoints> all, LongSupplier nanoTime) {
        this.all = all;
        this.nanoTime = nanoTime;
    }

    /** The endpoints that serve this path. */
    Optional<HttpEndpoints> at(String path) {
        for (HttpEndpoints each : all) {
            if (each.cover(path)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** Answers the request; one that has no body never waits behind those whose bodies come slowly. */
    void serve(HttpEndpoints endpoints, String path, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        byte[] body = new byte[0];
        if (!WITHOUT_BODY.contains(request.getMethod())) {
            if (!bodies.tryAcquire()) {
                response.addHeader("Retry-After", "1");
                response.setStatus(503);
                return;
            }
            try {
                body = body(request);
            } catch (IOException | RuntimeException broken) {
                response.setStatus(400);
                return;
            } finally {
                bodies.release();
            }
        }
        if (body.length > HttpEndpoints.MAX_BODY) {
            response.setStatus(413);
            return;
        }
        HttpEndpoints.Response answer;
        try {
            answer = endpoints.answer(new HttpEndpoints.Request(
                    request.getMethod(),
                    path,
                    Objects.requireNonNullElse(request.getQueryString(), ""),
                    headers(request),
                    body,
                    request.getRemoteAddr()));
        } catch (RuntimeException broken) {
            // Its message may hold what was sent, and a container's own page would show it.
            LOGGER.log(
                    Level.ERROR,
                    "An endpoint of a provider failed with " + broken.getClass().getName());
            SdkError.answer(500).send(response);
            return;
        }
        response.setStatus(answer.status());
        answer.headers().forEach(header -> response.addHeader(header.name(), header.value()));
        if (answer.body().length > 0 || answer.status() == 200) {
            response.setContentLength(answer.body().length);
        }
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(answer.body());
        }
        response.flushBuffer();
    }

    private byte[] body(HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() > HttpEndpoints.MAX_BODY) {
            return new byte[HttpEndpoints.MAX_BODY + 1];
        }
        InputStream in = request.getInputStream();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] part = new byte[PART];
        long begun = nanoTime.getAsLong();
        for (int read = in.read(part); read >= 0 && body.size() <= HttpEndpoints.MAX_BODY; read = in.read(part)) {
            body.write(part, 0, read);
            if (nanoTime.getAsLong() - begun > PATIENCE_NANOS) {
                throw new IOException("The body comes too slowly");
            }
        }
        return body.toByteArray();
    }

    private static Map<String, List<String>> headers(HttpServletRequest request) {
        Map<String, List<String>> headers = new HashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.put(name, Collections.list(request.getHeaders(name)));
        }
        return headers;
    }
}
