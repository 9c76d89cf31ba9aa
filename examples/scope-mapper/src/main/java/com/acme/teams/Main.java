package com.acme.teams;

import com.sun.net.httpserver.HttpServer;
import io.mcpidentity.AccessToken;
import io.mcpidentity.auth.Authentication;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.Credentials;
import io.mcpidentity.config.Configuration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeSet;

/** Starts an authorization server that is asked about its tokens, and shows what its users may do. */
public final class Main {

    private static final String RESOURCE = "http://localhost:8080/mcp";

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println(Main.class.getModule().isNamed() ? "on the module path" : "on the class path");
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String issuer = "http://127.0.0.1:" + service.getAddress().getPort();
        long expiry = System.currentTimeMillis() / 1000 + 300;
        answer(service, "/.well-known/oauth-authorization-server", """
                {"issuer": "%s", "introspection_endpoint": "%1$s/introspect"}""".formatted(issuer));
        answer(service, "/introspect", """
                {"active": true, "sub": "alice", "aud": "%s", "exp": %d, "scope": "profile", "teams": ["editors", "staff"]}"""
                .formatted(RESOURCE, expiry));
        service.start();
        try (Authenticator authenticator = Authenticator.create(Configuration.of(Map.of(
                "provider", "oidc",
                "oidc.issuer", issuer,
                "oidc.introspection", "opaque",
                "oidc.client-id", "mcp-server",
                "oidc.client-secret", "known to nobody",
                "oidc.timeout", "30s",
                "scope-mapper", "acme-teams",
                "resource", RESOURCE,
                "scopes", "mcp:read mcp:write")))) {
            Authentication answer = authenticator.authenticate(Credentials.bearer(AccessToken.of("a-token")));
            if (answer instanceof Authentication.Authenticated known) {
                System.out.println(known.caller().subject() + " may "
                        + new TreeSet<>(known.caller().scopes()));
            } else {
                System.out.println(answer);
            }
        } finally {
            service.stop(0);
        }
    }

    private static void answer(HttpServer service, String path, String json) {
        service.createContext(path, exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }
}
