package io.mcpidentity.client.session;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.sdk.McpSessions;
import io.mcpidentity.client.store.FileTokenStore;
import io.mcpidentity.client.store.MemoryTokenStore;
import io.mcpidentity.client.store.TokenStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a session does and however it fails: what it logs at any level, throws, or shows as text holds no secret. */
class SecretsInSessionTest {

    private static final URI CALLBACK = URI.create("https://app.example.com/callback");
    private static final String CLIENT_SECRET = "the-secret-of-the-job";
    private static final String ASSERTION = "bad.assertion-of-the-platform.signature";

    private final World world = new World();
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final Logger root = Logger.getLogger("");
    private final Level before = root.getLevel();
    private final Handler capture = new Handler() {

        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord logged) {
            // The others are the servers of this test and its browser.
            String logger = String.valueOf(logged.getLoggerName());
            if (logger.startsWith("io.mcpidentity.") || logger.startsWith("org.apache.")) {
                texts.add(formatter.format(logged));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        capture.setLevel(Level.ALL);
        root.setLevel(Level.ALL);
        root.addHandler(capture);
    }

    @AfterEach
    void close() {
        root.removeHandler(capture);
        root.setLevel(before);
        world.close();
    }

    @Test
    void aPersonSignsInRefreshesAndStepsUp(@TempDir Path folder) throws Exception {
        try (FileTokenStore store = FileTokenStore.openWithKeyFile(folder);
                OAuthSession session = world.session().store(store).build()) {
            world.call(session);
            world.clock().advance(Duration.ofMinutes(11));
            world.call(session);
            world.needed = List.of("mcp:write");
            world.call(session);
            world.first.down = true;
            world.clock().advance(Duration.ofMinutes(9).plusSeconds(30));
            world.call(session);
            shows(session, store);
        }
        requireNoSecrets(5);
    }

    @Test
    void boundTokensAndTheirProofsAreSecretsToo() throws Exception {
        world.needsDpop = true;
        world.nonce = "of-the-resource";
        world.first.knowsDpop = true;
        world.first.nonce = "of-the-issuer";
        TokenStore store = new MemoryTokenStore();
        try (OAuthSession session = world.session().store(store).build()) {
            world.call(session);
            world.clock().advance(Duration.ofMinutes(11));
            world.call(session);
            shows(session, store);
        }
        requireNoSecrets(5);
    }

    @Test
    void whatIsRefusedIsNotShown() throws Exception {
        WatchedStore store = new WatchedStore(new MemoryTokenStore());
        try (OAuthSession session = world.session().store(store).build()) {
            world.call(session);
            world.first.revokeAll();
            world.call(session);
            world.refusesAll = true;
            fails(() -> world.call(session));
            world.refusesAll = false;
            world.clock().advance(Duration.ofMinutes(1));
            world.first.grants = scope -> !scope.equals("mcp:write");
            world.needed = List.of("mcp:write");
            fails(() -> world.call(session));
            world.first.down = true;
            world.clock().advance(Duration.ofMinutes(11));
            fails(() -> session.headers("POST", world.mcp()));
            store.breakDown();
            fails(() -> session.headers("POST", world.mcp()));
        }
        world.first.down = false;
        world.first.denies = true;
        fails(() -> world.session().build().signIn());
        world.first.denies = false;
        world.first.wrongIss = Optional.of(world.second.issuer());
        fails(() -> world.session().build().signIn());
        requireNoSecrets(5);
    }

    @Test
    void whatAWebApplicationIsToldIsNotShown() throws Exception {
        try (OAuthSession session = OAuthSession.builder(world.mcp())
                .clock(world.clock())
                .withoutUserAgent()
                .redirectUri(CALLBACK)
                .build()) {
            fails(() -> world.call(session));
            Map<String, String> answer = World.browse(session.begin(CALLBACK));
            Map<String, String> changed = new HashMap<>(answer);
            changed.put("state", "another");
            fails(() -> session.complete(changed));
            session.complete(answer);
            fails(() -> session.complete(answer));
            world.call(session);
            shows(session, new MemoryTokenStore());
        }
        requireNoSecrets(2);
    }

    @Test
    void whatAProgramShowsInsteadOfAPersonIsNotShown() throws Exception {
        RegisteredClient job = RegisteredClient.of(world.first.issuer(), "job").withSecret(CLIENT_SECRET);
        texts.add(job.toString());
        try (OAuthSession session = OAuthSession.builder(world.mcp())
                .clock(world.clock())
                .client(job)
                .clientCredentials()
                .build()) {
            world.call(session);
            world.first.down = true;
            world.clock().advance(Duration.ofMinutes(11));
            fails(() -> session.headers("POST", world.mcp()));
            shows(session, new MemoryTokenStore());
        }
        world.first.down = false;
        try (OAuthSession workload = OAuthSession.builder(world.mcp())
                .clock(world.clock())
                .client(RegisteredClient.of(world.first.issuer(), "workload"))
                .workloadIdentity(world.first.issuer(), () -> ASSERTION)
                .build()) {
            fails(workload::signIn);
        }
        requireNoSecrets(2);
    }

    /** All that there is to show of a session: what programs hold, and what it keeps. */
    private void shows(OAuthSession session, TokenStore store) throws ClientFailure {
        SessionState state = new SavedState(store, "session at " + world.mcp() + " of ").read();
        Object[] all = {
            session,
            store,
            state,
            state.tokens(),
            state.pending(),
            Live.of(state, Duration.ZERO, true, world.clock().instant()),
            session.answered(200, Map.of()),
            session.forUser("bob"),
            new RequestDecorator(session),
            McpSessions.of(session),
            world.session()
        };
        for (Object each : all) {
            texts.add(each.toString());
        }
    }

    private void fails(Executable call) {
        StringWriter text = new StringWriter();
        assertThrows(ClientFailure.class, call).printStackTrace(new PrintWriter(text, true));
        texts.add(text.toString());
    }

    private void requireNoSecrets(int least) {
        Set<String> secrets = new TreeSet<>();
        for (Issuer issuer : List.of(world.first, world.second)) {
            secrets.addAll(issuer.access.keySet());
            for (Map<String, String> form : issuer.tokenRequests) {
                for (String name : List.of("code", "code_verifier", "refresh_token", "assertion", "dpop", "basic")) {
                    if (form.containsKey(name)) {
                        secrets.add(form.get(name));
                    }
                }
            }
        }
        secrets.addAll(world.proofs);
        world.authorizations.stream()
                .filter(header -> !header.isEmpty())
                .forEach(header -> secrets.add(header.substring(header.indexOf(' ') + 1)));
        secrets.add(CLIENT_SECRET);
        secrets.add(Base64.getEncoder().encodeToString(("job:" + CLIENT_SECRET).getBytes(StandardCharsets.US_ASCII)));
        // What was issued and never used is none of the above.
        List<String> shapes = new ArrayList<>(List.of("-access-", "-refresh-", "-code-", "eyJ", "\"d\":"));
        shapes.addAll(secrets);

        assertTrue(secrets.size() >= least, "so many were issued: " + secrets.size());
        assertTrue(texts.stream().anyMatch(text -> text.contains("org.apache.")), "it is logged at the finest level");
        for (String text : texts) {
            shapes.forEach(secret -> assertFalse(text.contains(secret), text));
        }
    }
}
