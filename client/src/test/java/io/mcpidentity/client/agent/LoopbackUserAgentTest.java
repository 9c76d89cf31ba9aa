package io.mcpidentity.client.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.client.ConsentDenied;
import io.mcpidentity.client.Requirement;
import io.mcpidentity.client.agent.Visit.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class LoopbackUserAgentTest {

    private static final URI SIGN_IN = URI.create("https://as.example/authorize?client_id=c&state=the-state");
    private static final Map<String, String> ANSWER = Map.of("code", "the-code", "state", "the-state");

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final LoopbackUserAgent agent = LoopbackUserAgent.create()
            .withBrowser(Browser.command(List.of("/no/such/program")))
            .withFallback(new PrintStream(printed, true, StandardCharsets.UTF_8));

    private Visit visit;

    @BeforeEach
    void open() throws ClientFailure {
        visit = agent.open();
    }

    @AfterEach
    void close() {
        visit.close();
    }

    @Test
    @Requirement({"RFC 8252 §7.3", "RFC 8252 §8.3"})
    void theRedirectUriIsTheLiteralAddressWithAPortOfItsOwn() throws ClientFailure {
        assertTrue(visit.redirectUri().toString().matches("http://127\\.0\\.0\\.1:[0-9]+/callback"));
        try (Visit other = agent.open()) {
            assertNotEquals(visit.redirectUri(), other.redirectUri());
        }
    }

    @Test
    void theAnswerOfTheRedirectIsReturned() throws ClientFailure, IOException {
        try (Stranger browser = Stranger.brings(visit.redirectUri(), "code=the-code&state=the-state")) {
            assertEquals(ANSWER, visit.go(SIGN_IN));
            visit.finish(Outcome.SIGNED_IN);
            assertTrue(browser.hears().contains("<h1>You are signed in</h1>"));
        }
    }

    @Test
    void anErrorIsAnAnswerToo() throws ClientFailure, IOException {
        try (Stranger browser =
                Stranger.brings(visit.redirectUri(), "error=access_denied&error_description=%3Cb%3E&state=the-state")) {
            assertEquals(
                    Map.of("error", "access_denied", "error_description", "<b>", "state", "the-state"),
                    visit.go(SIGN_IN));
            visit.close();
            String page = browser.hears();
            assertTrue(page.startsWith("HTTP/1.1 200 "));
            assertFalse(page.contains("denied"));
            assertFalse(page.contains("<b>"));
        }
    }

    @ParameterizedTest
    @CsvSource({"SIGNED_IN, You are signed in", "DENIED, No access was given", "FAILED, The sign-in did not work"})
    void theLastPageSaysWhatBecameOfIt(Outcome outcome, String title) throws ClientFailure, IOException {
        try (Stranger browser = Stranger.brings(visit.redirectUri(), "code=the-code&state=the-state")) {
            visit.go(SIGN_IN);
            visit.finish(outcome);
            visit.finish(Outcome.SIGNED_IN);
            visit.close();
            assertTrue(browser.hears().contains("<h1>" + title + "</h1>"));
        }
    }

    @Test
    @Requirement("MCP 2026-07-28, Authorization, Authorization Response Validation")
    void thePageSaysNothingOfAnAnswerThatNobodyHasChecked() throws ClientFailure, IOException {
        Visit second = agent.open();
        try (Stranger good = Stranger.brings(visit.redirectUri(), "code=the-code&state=the-state");
                Stranger bad = Stranger.brings(second.redirectUri(), "error=access_denied&state=the-state")) {
            visit.go(SIGN_IN);
            second.go(SIGN_IN);
            visit.close();
            second.close();
            String page = good.hears();
            assertTrue(page.contains("<h1>Back to the application</h1>"));
            assertEquals(page, bad.hears());
        } finally {
            second.close();
        }
    }

    @Test
    void anOutcomeThatIsToldBeforeTheAnswerIsNobodysPage() throws ClientFailure, IOException {
        try (Stranger browser = Stranger.brings(visit.redirectUri(), "code=the-code&state=the-state")) {
            visit.finish(Outcome.SIGNED_IN);
            assertEquals(ANSWER, visit.go(SIGN_IN));
            visit.finish(Outcome.DENIED);
            assertTrue(browser.hears().contains("<h1>No access was given</h1>"));
        }
    }

    @Test
    @Requirement("RFC 6749 §10.12")
    void aForeignRequestIsRefusedAndTheWaitGoesOn() throws Exception {
        FutureTask<Map<String, String>> waiting = start();
        URI redirect = visit.redirectUri();
        assertAnswered(400, redirect, "/callback?code=injected&state=other");
        assertAnswered(400, redirect, "/callback?code=injected");
        assertAnswered(400, redirect, "/callback?error=access_denied");
        assertAnswered(404, redirect, "/favicon.ico");
        assertAnswered(404, redirect, "/?code=injected&state=the-state");
        try (Stranger rebound = Stranger.connect(redirect)
                .sends("GET /callback?code=injected&state=the-state HTTP/1.1\r\nHost: evil.example:"
                        + redirect.getPort() + "\r\n\r\n")) {
            assertTrue(rebound.hears().startsWith("HTTP/1.1 421 "));
        }
        assertFalse(waiting.isDone());
        try (Stranger browser = Stranger.brings(redirect, "code=the-code&state=the-state")) {
            assertEquals(ANSWER, waiting.get());
            visit.finish(Outcome.SIGNED_IN);
            assertTrue(browser.hears().startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void onlyGetIsAnsweredEvenWithABody() throws Exception {
        FutureTask<Map<String, String>> waiting = start();
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        URI target = URI.create(visit.redirectUri() + "?code=the-code&state=the-state");
        for (HttpRequest request : List.of(
                HttpRequest.newBuilder(target)
                        .POST(HttpRequest.BodyPublishers.ofString("x".repeat(20_000)))
                        .build(),
                HttpRequest.newBuilder(target)
                        .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                        .build())) {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertEquals(405, response.statusCode());
            assertEquals("GET", response.headers().firstValue("Allow").orElseThrow());
        }
        assertFalse(waiting.isDone());
        CompletableFuture<HttpResponse<String>> browser =
                http.sendAsync(HttpRequest.newBuilder(target).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(ANSWER, waiting.get());
        visit.finish(Outcome.SIGNED_IN);
        assertEquals(200, browser.get().statusCode());
    }

    @Test
    void silentSlowAndEndlessStrangersHoldNobodyUp() throws Exception {
        List<Stranger> strangers = new ArrayList<>();
        FutureTask<Map<String, String>> waiting = start();
        URI redirect = visit.redirectUri();
        try {
            for (int at = 0; at < 100; at++) {
                strangers.add(Stranger.connect(redirect));
            }
            strangers.get(99).sends("GET /callback?code=");
            strangers.get(98).sends("\u0016\u0003\u0001\u0002\u0000\u0001");
            try (Stranger endless = Stranger.connect(redirect).sends("GET /" + "a".repeat(70_000))) {
                assertTrue(endless.hears().startsWith("HTTP/1.1 431 "));
            }
            try (Stranger pieces = Stranger.connect(redirect)
                    .sends("GET /callback?code=the-code&st")
                    .sends("ate=the-state HTTP/1.1\r\nHost: ")
                    .sends(redirect.getRawAuthority() + "\r\n")
                    .sends("\r\n")) {
                assertEquals(ANSWER, waiting.get());
                visit.close();
                assertTrue(pieces.hears().startsWith("HTTP/1.1 200 "));
            }
        } finally {
            for (Stranger stranger : strangers) {
                stranger.close();
            }
        }
    }

    @Test
    void aRedirectThatIsLoadedAgainGetsTheSamePage() throws ClientFailure, IOException {
        try (Stranger first = Stranger.brings(visit.redirectUri(), "code=the-code&state=the-state")) {
            visit.go(SIGN_IN);
            try (Stranger again = Stranger.brings(visit.redirectUri(), "code=the-code&state=the-state");
                    Stranger other = Stranger.brings(visit.redirectUri(), "code=injected&state=other")) {
                visit.finish(Outcome.DENIED);
                assertTrue(first.hears().contains("No access was given"));
                assertTrue(again.hears().contains("No access was given"));
                assertTrue(other.hears().startsWith("HTTP/1.1 400 "));
            }
        }
    }

    @Test
    void anAnswerThatCameBeforeTheWaitIsNotLost() throws ClientFailure, IOException {
        Stranger.brings(visit.redirectUri(), "code=the-code&state=the-state").close();
        assertEquals(ANSWER, visit.go(SIGN_IN));
        visit.finish(Outcome.SIGNED_IN);
    }

    @Test
    @Requirement("RFC 6749 §3.1")
    void aParameterThatStandsTwiceIsRefused() throws IOException {
        try (Stranger browser = Stranger.brings(visit.redirectUri(), "code=a&code=b&state=the-state")) {
            AccessRefused refused = assertThrows(AccessRefused.class, () -> visit.go(SIGN_IN));
            assertTrue(refused.getMessage().contains("twice"));
            visit.finish(Outcome.FAILED);
            assertTrue(browser.hears().contains("The sign-in did not work"));
        }
    }

    @Test
    void nobodyIsWaitedForForever() throws ClientFailure {
        try (Visit brief = agent.withPatience(Duration.ofMillis(1)).open()) {
            ConsentDenied late = assertThrows(ConsentDenied.class, () -> brief.go(SIGN_IN));
            assertTrue(late.getMessage().contains("within"));
        }
    }

    @Test
    void theWaitEndsWhenTheVisitIsClosed() throws Exception {
        FutureTask<Map<String, String>> waiting = start();
        assertAnswered(404, visit.redirectUri(), "/");
        visit.close();
        ExecutionException ended = assertThrows(ExecutionException.class, waiting::get);
        assertEquals(ConsentDenied.class, ended.getCause().getClass());
    }

    @Test
    void theWaitEndsWhenItsThreadIsInterrupted() throws Exception {
        CompletableFuture<Boolean> kept = new CompletableFuture<>();
        FutureTask<Map<String, String>> waiting = new FutureTask<>(() -> {
            try {
                return visit.go(SIGN_IN);
            } finally {
                kept.complete(Thread.currentThread().isInterrupted());
            }
        });
        Thread thread = new Thread(waiting);
        thread.start();
        assertAnswered(404, visit.redirectUri(), "/");
        thread.interrupt();
        ExecutionException ended = assertThrows(ExecutionException.class, waiting::get);
        assertEquals(ConsentDenied.class, ended.getCause().getClass());
        assertTrue(kept.get());
    }

    @Test
    void aClosedVisitShowsNothingAndItsPortIsFree() throws IOException {
        URI redirect = visit.redirectUri();
        visit.close();
        visit.close();
        assertThrows(ConnectException.class, () -> Stranger.connect(redirect));
        assertThrows(ConsentDenied.class, () -> visit.go(SIGN_IN));
        assertEquals("", printed.toString(StandardCharsets.UTF_8));
    }

    @Test
    void noThreadIsLeftBehind() throws ClientFailure, IOException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (Stranger browser = Stranger.brings(visit.redirectUri(), "code=the-code&state=the-state")) {
            visit.go(SIGN_IN);
            assertEquals(Set.of(), since(before));
            visit.close();
            assertTrue(browser.hears().startsWith("HTTP/1.1 200 "));
        }
        assertEquals(Set.of(), since(before));
    }

    @Test
    void aVisitIsForOneSignIn() throws ClientFailure, IOException {
        try (Stranger browser = Stranger.brings(visit.redirectUri(), "code=the-code&state=the-state")) {
            visit.go(SIGN_IN);
            assertThrows(IllegalStateException.class, () -> visit.go(SIGN_IN));
            visit.close();
            assertTrue(browser.hears().startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void aUrlWithoutAStateIsAMistakeOfTheProgram() {
        for (String url : List.of(
                "https://as.example/authorize",
                "https://as.example/authorize?state=",
                "https://as.example/authorize?state=a&state=b")) {
            assertThrows(IllegalArgumentException.class, () -> visit.go(URI.create(url)));
        }
    }

    @Test
    void onlyAddressesOfTheWebAreShown() {
        for (String url : List.of("file:///etc/passwd?state=s", "custom://as.example/?state=s", "ftp://x/?state=s")) {
            assertThrows(AccessRefused.class, () -> visit.go(URI.create(url)));
        }
        assertEquals("", printed.toString(StandardCharsets.UTF_8));
    }

    @Test
    void whereNoBrowserCanBeOpenedTheAddressIsPrinted() throws ClientFailure, IOException {
        try (Stranger browser = Stranger.brings(visit.redirectUri(), "code=the-code&state=the-state")) {
            visit.go(SIGN_IN);
            assertTrue(printed.toString(StandardCharsets.UTF_8).contains("  " + SIGN_IN + System.lineSeparator()));
            assertEquals(1, printed.toString(StandardCharsets.UTF_8).split("https://", -1).length - 1);
            visit.close();
            assertTrue(browser.hears().startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void whereTheBrowserFailsTheAddressIsPrinted(@TempDir Path folder) throws Exception {
        Path source = Files.writeString(
                folder.resolve("Main.java"), "class Main { public static void main(String[] a) { System.exit(3); } }");
        CompletableFuture<Void> told = new CompletableFuture<>();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8) {
            @Override
            public void flush() {
                super.flush();
                if (printed.toString(StandardCharsets.UTF_8).contains(SIGN_IN.toString())) {
                    told.complete(null);
                }
            }
        };
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        LoopbackUserAgent failing = agent.withFallback(out)
                .withBrowser(Browser.command(List.of(java, "-XX:TieredStopAtLevel=1", source.toString())));
        visit.close();
        visit = failing.open();
        FutureTask<Map<String, String>> waiting = start();
        told.get();
        try (Stranger browser = Stranger.brings(visit.redirectUri(), "code=the-code&state=the-state")) {
            assertEquals(ANSWER, waiting.get());
            visit.close();
            assertTrue(browser.hears().startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void aRegisteredPortIsUsedAndNamedWhereItIsTaken() throws ClientFailure {
        URI registered = visit.redirectUri();
        LoopbackUserAgent fixed = agent.withRedirectUri(registered);
        ClientMisconfigured taken = assertThrows(ClientMisconfigured.class, fixed::open);
        assertTrue(taken.getMessage().contains(registered.toString()));
        visit.close();
        try (Visit free = fixed.open()) {
            assertEquals(registered, free.redirectUri());
        }
    }

    @Test
    void aServerThatKnowsLocalhostOnlyIsServedByTheLiteralAddress() throws ClientFailure, IOException {
        LoopbackUserAgent named = agent.withRedirectUri(URI.create("http://localhost/a/b"));
        try (Visit local = named.open()) {
            assertTrue(local.redirectUri().toString().matches("http://localhost:[0-9]+/a/b"));
            try (Stranger browser = Stranger.brings(local.redirectUri(), "code=the-code&state=the-state")) {
                assertEquals(ANSWER, local.go(SIGN_IN));
                local.finish(Outcome.SIGNED_IN);
                assertTrue(browser.hears().startsWith("HTTP/1.1 200 "));
            }
        }
    }

    @Test
    void aPersonHasSomeTimeAndAtMostADay() {
        for (Duration time : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(2))) {
            assertThrows(IllegalArgumentException.class, () -> agent.withPatience(time));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> PrintingUserAgent.to(System.out).withPatience(time));
        }
    }

    private FutureTask<Map<String, String>> start() {
        FutureTask<Map<String, String>> waiting = new FutureTask<>(() -> visit.go(SIGN_IN));
        new Thread(waiting).start();
        return waiting;
    }

    private static void assertAnswered(int status, URI redirect, String target) throws IOException {
        try (Stranger stranger = Stranger.connect(redirect).get(target)) {
            assertTrue(stranger.hears().startsWith("HTTP/1.1 " + status + " "), target);
        }
    }

    /** Without those of the JDK that come and go by themselves. */
    private static Set<Thread> since(Set<Thread> before) {
        Set<Thread> since = new HashSet<>(Thread.getAllStackTraces().keySet());
        since.removeAll(before);
        since.removeIf(thread -> thread.getName().startsWith("process reaper"));
        return since;
    }
}
