package io.mcpidentity.testkit;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.oidc.JdkHttpTransport;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.HttpTransport.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmulatedServerTest {

    private static final class Service extends EmulatedServer {
        Service() {
            at(
                    "GET",
                    "/users/{id}/teams/{team}",
                    request -> Answer.json(Map.of("user", request.variable("id"), "team", request.variable("team"))));
            at("GET", "/users/me/teams/{team}", request -> Answer.json(Map.of("user", "me")));
            at("GET", "/meta", request -> Answer.json(Map.of("issuer", issuer())));
            at(
                    "POST",
                    "/echo",
                    request -> Answer.json(Map.of(
                                    "form", request.field("a b").orElse("-"),
                                    "query", request.parameter("q").orElse("-"),
                                    "user", request.credentials().orElse("-"),
                                    "bearer", request.bearer().orElse("-")))
                            .with("X-Own", request.header("x-own").orElse("-")));
            at("POST", "/json", request -> Answer.json(request.json()));
        }
    }

    private final Service service = new Service();
    private final JdkHttpTransport http = new JdkHttpTransport();

    @AfterEach
    void close() {
        service.close();
        http.close();
    }

    private Response get(String path) throws IOException {
        return http.send(HttpTransport.Request.get(URI.create(service.url() + path)));
    }

    private String post(String path, Map<String, String> headers, String body) throws IOException {
        return text(http.send(new HttpTransport.Request(
                "POST",
                URI.create(service.url() + path),
                headers,
                body.getBytes(StandardCharsets.UTF_8),
                Duration.ofSeconds(10),
                1 << 20)));
    }

    private static String text(Response response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Test
    void pathsHaveVariablesAndTheLastHandlerGoesFirst() throws IOException {
        assertTrue(text(get("/users/auth0%7C1/teams/a%20b")).contains("\"user\":\"auth0|1\""));
        assertEquals("{\"user\":\"me\"}", text(get("/users/me/teams/x")));
        assertEquals(404, get("/users/me/teams").status());
        assertEquals(404, get("/echo").status(), "another method");
        assertEquals(1, service.requests("/users/me/teams"));
        assertEquals(4, service.requests());
    }

    @Test
    void aHandlerSeesTheRequest() throws IOException {
        String answer = post("/echo?q=1%2B1", Map.of("Authorization", "Basic YTpi", "X-Own", "x"), "a+b=c%26d");
        assertAll(
                () -> assertTrue(answer.contains("\"form\":\"c&d\""), answer),
                () -> assertTrue(answer.contains("\"query\":\"1+1\""), answer),
                () -> assertTrue(answer.contains("\"user\":\"a:b\""), answer));
        assertTrue(post("/echo", Map.of("Authorization", "token t"), "").contains("\"bearer\":\"t\""));
        assertEquals("{\"a\":[1,true]}", post("/json", Map.of(), "{\"a\":[1,true],\"b\":null}"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Mood.class,
            names = {"STOPPED", "HANGING_UP", "HUGE", "TRUNCATED"})
    void inSomeMoodsNothingIsAnsweredToItsEnd(Mood mood) throws IOException {
        service.mood(mood);
        assertThrows(IOException.class, () -> get("/meta"));
        service.mood(Mood.NORMAL);
        assertEquals(200, get("/meta").status());
    }

    @Test
    void inOthersTheAnswerIsAnother() throws IOException {
        String good = text(get("/meta"));
        service.mood(Mood.TOO_MANY_REQUESTS);
        assertEquals(429, get("/meta").status());
        assertEquals(Optional.of("7"), get("/meta").header("Retry-After"));
        service.mood(Mood.REDIRECTING);
        assertEquals(302, get("/meta").status());
        assertEquals(
                good, text(get(get("/meta").header("Location").orElseThrow())), "elsewhere all is as it should be");
        service.mood(Mood.DUPLICATE_KEYS);
        assertEquals("{\"issuer\":\"another\"," + good.substring(1), text(get("/meta")));
        service.mood(Mood.WRONG_ISSUER);
        assertEquals("{\"issuer\":\"https://another-issuer.example\"}", text(get("/meta")));
        service.mood(Mood.EMPTY);
        assertEquals("", text(get("/meta")));
        service.mood(Mood.NOT_JSON);
        assertTrue(text(get("/meta")).startsWith("<!DOCTYPE html>"));
        service.mood(Mood.DEEP);
        assertTrue(text(get("/meta")).endsWith("]," + good.substring(1)));
        service.failWith(418);
        assertEquals(418, get("/meta").status());
        service.mood(Mood.NORMAL);
        assertEquals(good, text(get("/meta")));
    }

    @Test
    void onePathMayBeInAMoodOfItsOwn() throws IOException {
        service.mood(Mood.UNAVAILABLE, "/users/**");
        assertEquals(503, get("/users/1/teams/2").status());
        assertEquals(200, get("/meta").status());
        assertThrows(IllegalArgumentException.class, () -> service.mood(Mood.STOPPED, "/meta"));
        service.mood(Mood.NORMAL);
        assertEquals(200, get("/users/1/teams/2").status());
    }

    @ParameterizedTest
    @EnumSource(
            value = Mood.class,
            names = {"SLOW", "DRIPPING"})
    @Timeout(60)
    void whoWaitsIsLetGoWhenTheMoodChanges(Mood mood) {
        service.mood(mood);
        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return post("/json", Map.of(), "{\"a\":1}"); // a GET would be sent again by the JDK's client
            } catch (IOException ended) {
                throw new IllegalStateException(ended);
            }
        });
        while (service.requests("/json") == 0) {
            Thread.onSpinWait();
        }
        service.mood(Mood.NORMAL);
        if (mood == Mood.SLOW) {
            assertThrows(ExecutionException.class, waiting::get);
        } else {
            assertTrue(waiting.join().startsWith("{ "), waiting::join);
        }
    }
}
