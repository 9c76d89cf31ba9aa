package io.mcpidentity.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.broker.grant.Subjects.Person;
import io.mcpidentity.broker.store.Grant;
import io.mcpidentity.broker.store.JdbcStore;
import io.mcpidentity.broker.store.Store;
import io.mcpidentity.broker.store.StoredCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A signature is not enough: the grant has to live, and the person to be allowed what the token says. */
class EmbeddedTokensTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String RESOURCE = "http://localhost:8080/mcp";

    private final Store store = JdbcStore.inMemory();

    @AfterEach
    void close() {
        store.close();
    }

    private void grant(String id) {
        store.addCode(new StoredCode(
                "digest-" + id,
                "client",
                "http://127.0.0.1/callback",
                "challenge",
                "alice",
                Set.of("mcp:read"),
                RESOURCE,
                NOW.plusSeconds(60),
                Optional.empty()));
        store.redeem(
                "digest-" + id,
                new Grant(
                        id,
                        "client",
                        "alice",
                        Set.of("mcp:read"),
                        RESOURCE,
                        NOW,
                        NOW.plus(Duration.ofHours(1)),
                        0,
                        NOW,
                        Optional.empty()));
    }

    private Verification verify(Map<String, Object> claims, Set<String> scopesOfAlice, Instant now) {
        VerifiedToken token = VerifiedToken.builder("http://localhost:8080")
                .subject("alice")
                .scopes(Set.of("mcp:read"))
                .claims(claims)
                .build();
        return new EmbeddedTokens(
                        any -> new Verification.Accepted(token),
                        store,
                        subject -> scopesOfAlice.isEmpty()
                                ? Optional.empty()
                                : Optional.of(new Person(subject, Optional.empty(), Optional.empty(), scopesOfAlice)),
                        () -> now)
                .verify(AccessToken.of("token"));
    }

    private static Reason reason(Verification verification) {
        return assertInstanceOf(Verification.Rejected.class, verification).reason();
    }

    @Test
    void aTokenOfALivingGrantIsAccepted() {
        grant("g");

        assertInstanceOf(Verification.Accepted.class, verify(Map.of("sid", "g"), Set.of("mcp:read"), NOW));
    }

    @Test
    void aTokenOfNoGrantIsNoAccessToken() {
        assertEquals(Reason.WRONG_TYPE, reason(verify(Map.of(), Set.of("mcp:read"), NOW)));
        assertEquals(Reason.INACTIVE, reason(verify(Map.of("sid", "unknown"), Set.of("mcp:read"), NOW)));
    }

    @Test
    void aTokenOfARevokedGrantIsRefused() {
        grant("g");
        store.revoke("g", NOW);

        assertEquals(Reason.INACTIVE, reason(verify(Map.of("sid", "g"), Set.of("mcp:read"), NOW)));
    }

    @Test
    void aTokenOfAGrantThatIsPastItsTimeIsRefused() {
        grant("g");

        Verification late = verify(Map.of("sid", "g"), Set.of("mcp:read"), NOW.plus(Duration.ofHours(1)));

        assertEquals(Reason.INACTIVE, reason(late));
    }

    @Test
    void whoWasTakenOutOfTheConfigurationIsRefused() {
        grant("g");

        assertEquals(Reason.INACTIVE, reason(verify(Map.of("sid", "g"), Set.of(), NOW)));
        assertEquals(Reason.INACTIVE, reason(verify(Map.of("sid", "g"), Set.of("mcp:other"), NOW)));
    }
}
