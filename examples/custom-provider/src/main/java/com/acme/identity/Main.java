package com.acme.identity;

import com.sun.net.httpserver.HttpServer;
import io.mcpidentity.AccessToken;
import io.mcpidentity.auth.Authentication;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.Authorization;
import io.mcpidentity.auth.Credentials;
import io.mcpidentity.config.Configuration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Starts a sign-in service, and asks for four decisions about its tokens. */
public final class Main {

    private static final String RESOURCE = "http://localhost:8080/mcp";

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println(Main.class.getModule().isNamed() ? "on the module path" : "on the class path");
        HttpServer service = signInService();
        try (Authenticator authenticator = Authenticator.create(Configuration.of(Map.of(
                "provider", "acme",
                "acme.issuer", "http://127.0.0.1:" + service.getAddress().getPort(),
                "acme.timeout", "30s",
                "resource", RESOURCE,
                "scopes", "mcp:read mcp:write mcp:admin",
                "scope-grants", "group:editors -> mcp:write",
                "scope-hierarchy", "mcp:admin > mcp:write > mcp:read")))) {
            show(authenticator, "alice");
            show(authenticator, "mallory");
            service.stop(0);
            show(authenticator, "alice");
            show(authenticator, "bob");
        } finally {
            service.stop(0);
        }
    }

    private static void show(Authenticator authenticator, String name) {
        Authentication answer = authenticator.authenticate(Credentials.bearer(AccessToken.of("acme_" + name)));
        if (answer instanceof Authentication.Authenticated known) {
            System.out.println(name + " is " + known.caller().subject() + " with "
                    + new TreeSet<>(known.caller().scopes()));
            if (authenticator.authorize(known, Set.of("mcp:admin"))
                    instanceof Authorization.InsufficientScope lacking) {
                System.out.println(name + " lacks " + lacking.missing());
            }
        } else if (answer instanceof Authentication.Refused refused) {
            System.out.println(name + " is refused: " + refused.reason());
        } else if (answer instanceof Authentication.Unavailable) {
            System.out.println(name + " is unknown: no answer");
        }
    }

    private static HttpServer signInService() throws IOException {
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/session", exchange -> {
            String session = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] answer = ("alice@acme.example\n" + RESOURCE + "\n300\neditors\n").getBytes(StandardCharsets.UTF_8);
            boolean known = session.equals("acme_alice");
            exchange.sendResponseHeaders(known ? 200 : 404, known ? answer.length : -1);
            if (known) {
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        service.start();
        return service;
    }
}
