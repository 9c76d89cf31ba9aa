package io.mcpidentity.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.IdentityProviders;
import io.mcpidentity.config.Configuration;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No dispatch inside the application leads past the filter, and a failing server says nothing of its inside. */
class DispatchTest {

    private static final Server JETTY = new Server();
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        Configuration configuration = Configuration.of(Map.of(
                "provider", "tokens",
                "resource", "https://mcp.example.com/mcp",
                "scopes", "mcp:read",
                "tool.scopes", "mcp:read",
                "tool.ping.access", "anonymous"));
        McpAuthFilter filter = McpAuthFilter.builder(configuration)
                .authenticator(Authenticator.builder(configuration)
                        .providers(IdentityProviders.of(new Tokens()))
                        .build())
                .build();
        ServerConnector connector = new ServerConnector(JETTY);
        connector.setHost("127.0.0.1");
        JETTY.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(async(new Inside()), "/mcp/*");
        context.addServlet(async(new Outside()), "/outside/*");
        ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
        errors.addErrorPage(418, "/mcp");
        context.setErrorHandler(errors);
        context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
        JETTY.setHandler(context);
        JETTY.start();
        port = connector.getLocalPort();
    }

    @AfterAll
    static void stop() throws Exception {
        JETTY.stop();
    }

    private static ServletHolder async(HttpServlet servlet) {
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        return holder;
    }

    /** What is protected: it answers everything, or fails. */
    private static final class Inside extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            switch (String.valueOf(request.getHeader("X-Do"))) {
                case "throw" -> throw new IllegalStateException("inner details");
                case "throw-servlet" -> throw new ServletException("inner details");
                case "send-error" -> response.sendError(500, "inner details");
                case "reader" ->
                    response.getWriter().print(request.getReader().readLine().length());
                case "parameters" ->
                    response.getWriter().print(request.getParameterMap().size());
                case "async" ->
                    request.startAsync().start(() -> {
                        try {
                            String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                            response.getWriter()
                                    .print(body.length() + " "
                                            + McpCallers.caller(request).isPresent());
                            request.getAsyncContext().complete();
                        } catch (IOException failed) {
                            throw new IllegalStateException(failed);
                        }
                    });
                default -> response.getWriter().print("reached");
            }
        }
    }

    /** What is not protected: it sends requests on. */
    private static final class Outside extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            switch (request.getPathInfo()) {
                case "/forward" -> request.getRequestDispatcher("/mcp").forward(request, response);
                case "/include" -> request.getRequestDispatcher("/mcp").include(request, response);
                case "/async" -> request.startAsync().dispatch("/mcp");
                case "/error" -> response.sendError(418);
                default -> response.getWriter().print("outside");
            }
        }
    }

    private static Wire.Request request(String target) {
        return new Wire.Request(port, "POST", target).json(TestServer.message("tools/list"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/outside/forward", "/outside/include", "/outside/async", "/outside/error"})
    void aDispatchReachesNothingWithoutAToken(String target) throws Exception {
        Wire.Reply reply = request(target).send();
        assertFalse(reply.body().contains("reached"), reply.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/outside/forward", "/outside/async"})
    void aDispatchWithATokenIsDecidedAboutLikeARequest(String target) throws Exception {
        assertEquals(401, request(target).send().status());
        assertEquals("reached", request(target).token(Tokens.ALICE).send().body());
    }

    @Test
    void whatIsNotProtectedIsLeftAlone() throws Exception {
        assertEquals("outside", request("/outside/x").send().body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"throw", "throw-servlet", "send-error"})
    void aFailureOfTheServerIsAnsweredWithoutItsDetails(String what) throws Exception {
        Wire.Reply reply =
                request("/mcp").header("X-Do", what).token(Tokens.ALICE).send();
        assertEquals(500, reply.status());
        assertEquals("application/json", reply.header("Content-Type").orElseThrow());
        assertFalse(reply.body().contains("inner details") || reply.body().contains("Exception"), reply.body());
    }

    @Test
    void theBodyIsThereInEveryWayOfReadingIt() throws Exception {
        int length = TestServer.message("tools/list").length();
        assertEquals(
                "" + length,
                request("/mcp")
                        .header("X-Do", "reader")
                        .token(Tokens.ALICE)
                        .send()
                        .body());
        assertEquals(
                "0",
                request("/mcp")
                        .header("X-Do", "parameters")
                        .token(Tokens.ALICE)
                        .send()
                        .body());
        assertEquals(
                length + " true",
                request("/mcp")
                        .header("X-Do", "async")
                        .token(Tokens.ALICE)
                        .send()
                        .body());
    }

    @Test
    void aConnectionThatBreaksWithinTheBodyReachesNothing() throws Exception {
        Wire.Reply reply = new Wire.Request(port, "POST", "/mcp")
                .token(Tokens.ALICE)
                .header("Content-Type", "application/json")
                .header("Transfer-Encoding", "chunked")
                .withoutLength()
                .body("zz\r\n{\"jsonrpc\"".getBytes(StandardCharsets.US_ASCII))
                .send();
        assertEquals(400, reply.status(), reply.toString());
        assertTrue(reply.body().startsWith("{\"jsonrpc\":\"2.0\""), reply.body());
    }
}
