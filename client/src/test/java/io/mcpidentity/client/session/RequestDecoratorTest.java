package io.mcpidentity.client.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.client.Requirement;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestDecoratorTest {

    private final World world = new World();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        world.close();
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(world.mcp()).POST(HttpRequest.BodyPublishers.ofString("{}"));
    }

    @Test
    @Requirement("MCP 2026-07-28, Authorization, Token Handling")
    void aClientThatFollowsRedirectsGetsNoToken() throws Exception {
        try (OAuthSession session = world.session().build()) {
            RequestDecorator signedIn = new RequestDecorator(session);
            for (HttpClient.Redirect redirect : List.of(HttpClient.Redirect.NORMAL, HttpClient.Redirect.ALWAYS)) {
                HttpClient follower =
                        HttpClient.newBuilder().followRedirects(redirect).build();

                assertThrows(
                        ClientMisconfigured.class,
                        () -> signedIn.send(follower, request().build(), BodyHandlers.discarding()));
            }
        }
        assertEquals(0, world.requests.get());
    }

    @Test
    void whateverAuthorizationARequestHadIsReplaced() throws Exception {
        HttpRequest request = request()
                .header("authorization", "Bearer somebody-elses")
                .header("dpop", "somebody-elses")
                .header("X-Mine", "kept")
                .build();
        try (OAuthSession session = world.session().build()) {
            RequestDecorator signedIn = new RequestDecorator(session);

            assertEquals(
                    List.of("X-Mine"),
                    List.copyOf(signedIn.decorate(request).headers().map().keySet()));
            assertEquals(
                    200,
                    signedIn.send(client, request, BodyHandlers.discarding()).statusCode());
        }
        assertEquals(List.of("", "Bearer first-access-3"), world.authorizations);
    }

    @Test
    void aRequestToAnotherOriginIsNotSent() throws Exception {
        try (OAuthSession session = world.session().build()) {
            world.call(session);
            HttpRequest elsewhere =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:9/mcp")).build();

            assertThrows(
                    ClientMisconfigured.class,
                    () -> new RequestDecorator(session).send(client, elsewhere, BodyHandlers.discarding()));
        }
    }

    @Test
    void bodiesOfAnswersThatNobodyReadsAreClosed() throws Exception {
        List<Body> bodies = new ArrayList<>();
        BodyHandler<InputStream> handler = answer -> BodySubscribers.mapping(BodySubscribers.ofByteArray(), bytes -> {
            bodies.add(new Body(bytes));
            return bodies.get(bodies.size() - 1);
        });
        try (OAuthSession session = world.session().build()) {
            RequestDecorator signedIn = new RequestDecorator(session);
            signedIn.send(client, request().build(), handler);
            assertEquals(
                    List.of(true, false),
                    bodies.stream().map(body -> body.closed).toList());

            world.refusesAll = true;
            assertThrows(
                    AccessRefused.class, () -> signedIn.send(client, request().build(), handler));
            assertFalse(bodies.stream().skip(2).anyMatch(body -> !body.closed));
        }
    }

    private static final class Body extends ByteArrayInputStream {

        private volatile boolean closed;

        private Body(byte[] bytes) {
            super(bytes);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
