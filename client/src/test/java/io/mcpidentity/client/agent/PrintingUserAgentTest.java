package io.mcpidentity.client.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ConsentDenied;
import io.mcpidentity.client.agent.Visit.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintStream;
import java.io.Reader;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PrintingUserAgentTest {

    private static final URI SIGN_IN = URI.create("https://as.example/authorize?client_id=c&state=the-state");
    private static final Map<String, String> ANSWER = Map.of("code", "the-code", "state", "the-state");

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintingUserAgent agent =
            PrintingUserAgent.to(new PrintStream(printed, true, StandardCharsets.UTF_8));

    @Test
    void theAddressIsPrintedAndTheAnswerComesByLoopback() throws ClientFailure, IOException {
        try (Visit visit = agent.open();
                Stranger browser = Stranger.brings(visit.redirectUri(), "code=the-code&state=the-state")) {
            assertEquals(ANSWER, visit.go(SIGN_IN));
            visit.finish(Outcome.SIGNED_IN);
            assertTrue(browser.hears().contains("You are signed in"));
            assertTrue(printed().contains("  " + SIGN_IN + System.lineSeparator()));
        }
    }

    @Test
    void whoHearsNobodyAsksForNoPasteAndTellsOfTheWayInstead() throws ClientFailure, IOException {
        try (Visit visit = agent.open();
                Stranger browser = Stranger.brings(visit.redirectUri(), "code=the-code&state=the-state")) {
            visit.go(SIGN_IN);
            visit.finish(Outcome.SIGNED_IN);
            assertTrue(browser.hears().contains("You are signed in"));
            assertFalse(printed().contains("paste"));
            String forward = "ssh -L " + visit.redirectUri().getPort() + ":127.0.0.1:"
                    + visit.redirectUri().getPort();
            assertTrue(printed().contains(forward), printed());
        }
    }

    @Test
    void theAddressThatTheBrowserEndedWithCanBePasted() throws ClientFailure, IOException {
        try (PipedWriter keyboard = new PipedWriter();
                Reader input = new PipedReader(keyboard, 8_192);
                Visit visit = agent.withInput(input).open()) {
            keyboard.write("\r\n  " + visit.redirectUri() + "?code=the-code&state=the-state \r\nnext command\n");
            assertEquals(ANSWER, visit.go(SIGN_IN));
            assertTrue(printed().contains("paste the address of that page here"));
            assertFalse(printed().contains("That is not"));
        }
    }

    @Test
    void anythingElseThatIsPastedIsDeclinedAndTheWaitGoesOn() throws ClientFailure, IOException {
        try (PipedWriter keyboard = new PipedWriter();
                Reader input = new PipedReader(keyboard, 65_536);
                Visit visit = agent.withInput(input).open()) {
            keyboard.write("what?\n");
            keyboard.write(visit.redirectUri() + "?code=injected&state=other\n");
            keyboard.write(visit.redirectUri() + "?code=" + "a".repeat(40_000) + "&state=the-state\n");
            keyboard.write(visit.redirectUri() + "?code=the-code&state=the-state\n");
            assertEquals(ANSWER, visit.go(SIGN_IN));
            assertEquals(3, printed().split("That is not", -1).length - 1);
            assertFalse(printed().contains("injected"));
        }
    }

    @Test
    void whoeverIsHeardNoMoreCanStillAnswerByLoopback() throws ClientFailure, IOException {
        for (Reader silent : new Reader[] {new StringReader("half a li"), Reader.nullReader(), closed()}) {
            try (Visit visit = agent.withInput(silent).open();
                    Stranger browser = Stranger.brings(visit.redirectUri(), "code=the-code&state=the-state")) {
                assertEquals(ANSWER, visit.go(SIGN_IN));
                visit.finish(Outcome.SIGNED_IN);
                assertTrue(browser.hears().startsWith("HTTP/1.1 200 "));
            }
        }
    }

    @Test
    void nobodyIsWaitedForForever() throws ClientFailure, IOException {
        try (PipedWriter keyboard = new PipedWriter();
                Reader input = new PipedReader(keyboard);
                Visit visit = agent.withInput(input)
                        .withPatience(Duration.ofMillis(1))
                        .open()) {
            assertThrows(ConsentDenied.class, () -> visit.go(SIGN_IN));
        }
    }

    @ParameterizedTest
    @ValueSource(chars = {'\n', 'y'})
    void anInputThatNeverEndsHoldsNobodyUp(char always) throws ClientFailure, IOException {
        try (Reader endless = endless(always);
                Visit visit = agent.withInput(endless)
                        .withPatience(Duration.ofMillis(1))
                        .open()) {
            assertThrows(ConsentDenied.class, () -> visit.go(SIGN_IN));
        }
    }

    @Test
    void aRegisteredRedirectUriIsUsed() throws ClientFailure {
        try (Visit visit =
                agent.withRedirectUri(URI.create("http://localhost/done")).open()) {
            assertTrue(visit.redirectUri().toString().matches("http://localhost:[0-9]+/done"));
        }
    }

    @Test
    void whatIsPrintedIsPlainText() throws ClientFailure, IOException {
        try (Visit visit = agent.open();
                Stranger browser = Stranger.brings(visit.redirectUri(), "code=the-code&state=the-state")) {
            visit.go(URI.create("https://as.example/ä\u3042?state=the-state"));
            visit.finish(Outcome.SIGNED_IN);
            assertTrue(browser.hears().startsWith("HTTP/1.1 200 "));
            assertTrue(printed().contains("https://as.example/%C3%A4%E3%81%82?state=the-state"));
            assertTrue(printed().chars().allMatch(c -> c < 0x7f));
        }
    }

    private static Reader endless(char always) {
        return new Reader() {
            @Override
            public int read() {
                return always;
            }

            @Override
            public int read(char[] buffer, int offset, int length) {
                Arrays.fill(buffer, offset, offset + length, always);
                return length;
            }

            @Override
            public boolean ready() {
                return true;
            }

            @Override
            public void close() {}
        };
    }

    private static Reader closed() throws IOException {
        Reader closed = new StringReader("");
        closed.close();
        return closed;
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
