package io.mcpidentity.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded provider in a real process: the conformance suite, kills in mid-traffic, and what it leaves on the disk. */
final class EmbeddedIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int KILLS = 6;
    private static final int FAMILIES = 4;

    private final int port = Ports.free();
    private final EmbeddedIssuer issuer = new EmbeddedIssuer(port);

    @TempDir
    Path folder;

    private ProtectedServer start(String... more) {
        List<String> lines = new ArrayList<>(List.of(more));
        lines.add("embedded.directory = " + folder.resolve("state"));
        return ProtectedServer.start(port, issuer, lines.toArray(String[]::new));
    }

    @Test
    void theAuthorizationServerScenariosOfTheConformanceSuiteSucceed() {
        try (ProtectedServer server = start()) {
            int callback = Ports.free();
            String client = register("http://127.0.0.1:" + callback + "/callback");

            Map<String, Object> scenarios = Node.run(
                            "conformance-as.mjs",
                            LIMIT,
                            Map.of(),
                            "--url",
                            issuer.url(),
                            "--client-id=" + client,
                            "--port",
                            Integer.toString(callback),
                            "--resource",
                            server.url())
                    .json();

            assertEquals(
                    Map.of(
                            "authorization-server-metadata-endpoint",
                            List.of(
                                    "authorization-server-metadata: SUCCESS",
                                    "authorization-server-metadata-cimd: SUCCESS"),
                            "authorization-code-grant",
                            List.of("authorization-code-grant: SUCCESS")),
                    scenarios);
        }
    }

    /** What a client holds of one grant while the server is killed again and again. */
    private static final class Family {
        private final String client;
        private String refresh;

        private Family(String client, String refresh) {
            this.client = client;
            this.refresh = refresh;
        }
    }

    @Test
    void killsInMidTrafficLoseNoGrantAndHonourNothingTwice() throws Exception {
        String client;
        List<Family> families = new ArrayList<>();
        Set<String> spent = new HashSet<>();
        ProtectedServer server = start();
        try {
            client = register("http://127.0.0.1/callback");
            for (int each = 0; each < FAMILIES; each++) {
                families.add(family(server, client));
            }
            ExecutorService threads = Executors.newFixedThreadPool(FAMILIES + 1);
            try {
                for (int kill = 0; kill < KILLS; kill++) {
                    Map<String, Object> code = code(server, client);
                    List<Future<Integer>> traffic = families.stream()
                            .map(family -> threads.submit(() -> refreshUntilItIsGone(family)))
                            .collect(Collectors.toList());
                    Web.Answer redeemed = redeem(client, code);
                    assertEquals(200, redeemed.status(), redeemed::body);
                    Future<Optional<Web.Answer>> crossed = threads.submit(() -> attempt(code(client, code)));
                    server.kill();
                    for (Future<Integer> each : traffic) {
                        each.get();
                    }
                    crossed.get().ifPresent(answer -> assertEquals(400, answer.status(), answer::body));

                    server.launch();

                    for (Family family : families) {
                        Web.Answer answer = refresh(family);
                        assertEquals(200, answer.status(), answer::body);
                        family.refresh = (String) Json.object(answer.body()).get("refresh_token");
                    }
                    Web.Answer again = redeem(client, code);
                    assertEquals(400, again.status(), again::body);
                    assertTrue(spent.add((String) code.get("code")));
                }
            } finally {
                threads.shutdownNow();
            }
        } finally {
            server.close();
        }
        assertEquals(KILLS, spent.size());
    }

    @Test
    void neitherTheStateNorTheLogsHoldAnythingUsable() throws Exception {
        List<String> secrets = new ArrayList<>(List.of("plain:alice", "wonderland"));
        String log;
        try (ProtectedServer server = start()) {
            String client = register("http://127.0.0.1/callback");
            Map<String, Object> code = code(server, client);
            secrets.add((String) code.get("code"));
            secrets.add((String) code.get("code_verifier"));
            Map<String, Object> tokens =
                    Json.object(redeem(client, code).expecting(200).body());
            String access = (String) tokens.get("access_token");
            secrets.add((String) tokens.get("refresh_token"));
            secrets.add(access);
            secrets.add(access.substring(access.lastIndexOf('.') + 1));
            server.mcp().initializeWith(access).expecting(200);
            log = server.log();
        }
        StringBuilder state = new StringBuilder(log);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                state.append(read(file));
            }
        }
        for (String secret : secrets) {
            assertFalse(state.indexOf(secret) >= 0, () -> "kept in clear: " + secret.substring(0, 6) + "…");
        }
        assertFalse(state.indexOf("PRIVATE KEY") >= 0);
        assertFalse(state.indexOf("\"d\":") >= 0, "a private key in clear");
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private Family family(ProtectedServer server, String client) {
        Map<String, Object> tokens =
                Json.object(redeem(client, code(server, client)).expecting(200).body());
        return new Family(client, (String) tokens.get("refresh_token"));
    }

    /** Refreshes as fast as it can; answers how often it could. */
    private int refreshUntilItIsGone(Family family) {
        int times = 0;
        while (true) {
            Optional<Web.Answer> answer = attempt(refreshing(family));
            if (answer.isEmpty()) {
                return times;
            }
            answer.get().expecting(200);
            family.refresh = (String) Json.object(answer.get().body()).get("refresh_token");
            times++;
        }
    }

    private Web.Answer refresh(Family family) {
        return Web.send(refreshing(family));
    }

    private HttpRequest refreshing(Family family) {
        return form(
                "/token",
                Map.of("grant_type", "refresh_token", "client_id", family.client, "refresh_token", family.refresh));
    }

    private Map<String, Object> code(ProtectedServer server, String client) {
        return Node.run(
                        "token.mjs",
                        LIMIT,
                        Map.of("IT_USERNAME", "alice"),
                        "--issuer",
                        issuer.url(),
                        "--client-id=" + client,
                        "--scope",
                        "mcp:read",
                        "--resource",
                        server.url(),
                        "--code-only")
                .json();
    }

    private Web.Answer redeem(String client, Map<String, Object> code) {
        return Web.send(code(client, code));
    }

    private HttpRequest code(String client, Map<String, Object> code) {
        return form(
                "/token",
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        client,
                        "code",
                        (String) code.get("code"),
                        "code_verifier",
                        (String) code.get("code_verifier"),
                        "redirect_uri",
                        (String) code.get("redirect_uri")));
    }

    /** The answer, unless the server went away. */
    private static Optional<Web.Answer> attempt(HttpRequest request) {
        try {
            return Optional.of(Web.send(request));
        } catch (java.io.UncheckedIOException gone) {
            return Optional.empty();
        }
    }

    private String register(String redirectUri) {
        HttpRequest request = Web.request(URI.create(issuer.url() + "/register"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(Map.of(
                        "client_name",
                        "An integration test",
                        "redirect_uris",
                        List.of(redirectUri),
                        "grant_types",
                        List.of("authorization_code", "refresh_token"),
                        "token_endpoint_auth_method",
                        "none"))))
                .build();
        return (String) Json.object(Web.send(request).expecting(201).body()).get("client_id");
    }

    private HttpRequest form(String path, Map<String, String> fields) {
        String body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return Web.request(URI.create(issuer.url() + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
