package io.mcpidentity.client.authorization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PendingSignInTest {

    private static final Instant UNTIL = Instant.parse("2026-11-01T12:10:00.123Z");

    @Test
    void itComesBackFromItsTextAsItWas() {
        PendingSignIn pending =
                pending(Optional.of("https://mcp.example.com/\"mcp\"?ä"), new LinkedHashSet<>(List.of("b", "a")));
        PendingSignIn read = PendingSignIn.parse(pending.json()).orElseThrow();
        assertEquals(pending, read);
        assertEquals(List.of("b", "a"), List.copyOf(read.scopes()));
        PendingSignIn bare = pending(Optional.empty(), Set.of());
        assertEquals(Optional.of(bare), PendingSignIn.parse(bare.json()));
    }

    @Test
    void moreThanAMillisecondIsNotKeptOfItsTime() {
        PendingSignIn pending = new PendingSignIn(
                "i",
                false,
                "c",
                URI.create("https://x.example/"),
                Optional.empty(),
                Set.of(),
                "s",
                Pkce.create(),
                UNTIL.plusNanos(456));
        assertEquals(UNTIL, pending.expiresAt());
        assertEquals(Optional.of(pending), PendingSignIn.parse(pending.json()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "issuer",
                "sends_issuer",
                "client_id",
                "redirect_uri",
                "scopes",
                "state",
                "code_verifier",
                "expires_at"
            })
    void textThatLacksAMemberIsNoSignIn(String member) {
        String json = pending(Optional.empty(), Set.of("a")).json();
        String without = json.replace("\"" + member + "\"", "\"other_" + member + "\"");
        assertEquals(Optional.empty(), PendingSignIn.parse(without));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"issuer\":", "torn"})
    void otherTextIsNoSignIn(String text) {
        assertEquals(Optional.empty(), PendingSignIn.parse(text));
    }

    @Test
    void membersOfAnotherTypeAreNoSignIn() {
        String json = pending(Optional.of("r"), Set.of("a")).json();
        for (String[] change : new String[][] {
            {"\"sends_issuer\":true", "\"sends_issuer\":\"true\""},
            {"[\"a\"]", "[1]"},
            {"[\"a\"]", "\"a\""},
            {"\"resource\":\"r\"", "\"resource\":7"},
            {"\"redirect_uri\":\"http", "\"redirect_uri\":\"not a url"},
            {"\"code_verifier\":\"", "\"code_verifier\":\" "},
            {"\"expires_at\":", "\"expires_at\":0.5e"}
        }) {
            String changed = json.replace(change[0], change[1]);
            assertFalse(changed.equals(json), change[0]);
            assertEquals(Optional.empty(), PendingSignIn.parse(changed), change[1]);
        }
    }

    @Test
    void nothingSecretIsShown() {
        PendingSignIn pending = pending(Optional.empty(), Set.of());
        assertFalse(pending.toString().contains(pending.state()));
        assertFalse(pending.toString().contains(pending.pkce().verifier()));
    }

    private static PendingSignIn pending(Optional<String> resource, Set<String> scopes) {
        return new PendingSignIn(
                "https://as.example",
                true,
                "client",
                URI.create("http://127.0.0.1:4711/callback"),
                resource,
                scopes,
                State.create(),
                Pkce.create(),
                UNTIL);
    }
}
