package io.mcpidentity.broker.signin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mcpidentity.spi.HttpEndpoints.Request;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Serves the pages on a free loopback port, and what a client would serve at its redirect URI, until its input ends.
 *
 * <p>Prints its origin on the first line. {@code POST /pass?SECONDS} moves its clock.
 */
public final class PagesServer {

    private PagesServer() {}

    /** Runs it. */
    public static void main(String[] arguments) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String origin = "http://localhost:" + server.getAddress().getPort();
        try (SignInFixture fixture = new SignInFixture(origin, SignInFixture.USERS)) {
            String callback = origin.replace("localhost", "127.0.0.1") + "/callback";
            fixture.add("local", "Desk Assistant", callback, Optional.empty());
            fixture.add(
                    "long",
                    "A remarkably talkative application <b>&</b> its friends, who like long names",
                    "https://a-rather-long-host-name.of-a-department.example-corporation.example.com:8443/callback",
                    Optional.of("a-rather-long-host-name.of-a-department.example-corporation.example.com"));
            server.createContext("/", exchange -> answer(exchange, fixture));
            server.start();
            System.out.println(origin);
            System.in.transferTo(OutputStream.nullOutputStream());
        } finally {
            server.stop(0);
        }
    }

    private static void answer(HttpExchange exchange, SignInFixture fixture) throws IOException {
        Request request = new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""),
                exchange.getRequestHeaders(),
                exchange.getRequestBody().readAllBytes(),
                exchange.getRemoteAddress().getAddress().getHostAddress());
        Response response = switch (request.path()) {
            case "/authorize" -> fixture.endpoints.authorize(request);
            case "/sign-in" -> fixture.endpoints.signIn(request);
            case "/consent" -> fixture.endpoints.consent(request);
            case "/sign-out" -> fixture.endpoints.signOut(request);
            case "/callback" -> new Response(200, List.of(), request.query().getBytes(StandardCharsets.US_ASCII));
            case "/pass" -> {
                fixture.pass(Duration.ofSeconds(Long.parseLong(request.query())));
                yield new Response(204, List.of(), new byte[0]);
            }
            default -> new Response(404, List.of(), new byte[0]);
        };
        response.headers().forEach(header -> exchange.getResponseHeaders().add(header.name(), header.value()));
        exchange.sendResponseHeaders(response.status(), response.body().length == 0 ? -1 : response.body().length);
        try (exchange) {
            exchange.getResponseBody().write(response.body());
        }
    }
}
