package com.acme.metadata;

import com.sun.net.httpserver.HttpServer;
import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.config.Configuration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Starts an authorization server whose metadata lacks something, and shows the metadata that callers get. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException, ProviderUnavailableException {
        System.out.println(Main.class.getModule().isNamed() ? "on the module path" : "on the class path");
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String issuer = "http://127.0.0.1:" + service.getAddress().getPort();
        byte[] published = """
                {"issuer": "%s", "token_endpoint": "%1$s/token", "jwks_uri": "%1$s/keys"}"""
                .formatted(issuer)
                .getBytes(StandardCharsets.UTF_8);
        service.createContext("/.well-known/oauth-authorization-server", exchange -> {
            exchange.sendResponseHeaders(200, published.length);
            exchange.getResponseBody().write(published);
            exchange.close();
        });
        service.start();
        try (Authenticator authenticator = Authenticator.create(Configuration.of(Map.of(
                "provider", "oidc",
                "oidc.issuer", issuer,
                "oidc.timeout", "30s",
                "discovery", "acme-metadata",
                "acme-metadata.registration-endpoint", "https://clients.acme.example/register",
                "resource", "http://localhost:8080/mcp")))) {
            AuthorizationServer found = authenticator.authorizationServer(issuer);
            System.out.println("PKCE: " + found.codeChallengeMethods());
            System.out.println("register at " + found.registrationEndpoint().orElseThrow());
            System.out.println(
                    "the issuer's own token endpoint: " + found.tokenEndpoint().isPresent());
        } finally {
            service.stop(0);
        }
    }
}
