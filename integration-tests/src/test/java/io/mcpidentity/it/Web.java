package io.mcpidentity.it;

import io.mcpidentity.it.logs.Issued;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Plain HTTP for tests, with a deadline on every call. */
final class Web {

    static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** What a request may take; an answer of a server under test that takes longer counts as none. */
    static final Duration DEADLINE = Duration.ofSeconds(20);

    private Web() {}

    /** What a server answered. */
    record Answer(int status, HttpHeaders headers, String body) {

        /** The value of the header, or the empty string. */
        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        /** The answer itself, when it has this status; fails otherwise, with the body. */
        Answer expecting(int expected) {
            if (status != expected) {
                throw new AssertionError(
                        "expected " + expected + ", not " + status + " " + header("WWW-Authenticate") + ": " + body);
            }
            return this;
        }
    }

    /** A request on a connection of its own: a pooled one may lead to a killed server whose port is in use again. */
    static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(DEADLINE).header("Connection", "close");
    }

    static Answer send(HttpRequest request) {
        try {
            request.headers()
                    .firstValue("Authorization")
                    .ifPresent(token -> Issued.onTheWire("authorization: " + token));
            HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            response.headers().firstValue("Location").ifPresent(Issued::onTheWire);
            Issued.onTheWire(response.body());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    request.method() + " " + request.uri().getPath(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    static Answer get(String uri) {
        return send(request(URI.create(uri)).build());
    }

    /** Whether anything answers at {@code uri}. */
    static boolean answers(String uri) {
        try {
            get(uri);
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }
}
