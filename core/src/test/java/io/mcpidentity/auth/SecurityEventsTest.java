package io.mcpidentity.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.acme.AcmeListener;
import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import io.mcpidentity.Requirement;
import io.mcpidentity.Verification;
import io.mcpidentity.auth.SecurityEvent.ClaimedIdentity;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecurityEventsTest {

    private final Fixture fixture = new Fixture();

    private SecurityEvent last() {
        return fixture.events.get(fixture.events.size() - 1);
    }

    /** The example of the documentation: counters without any library. */
    private static final class Metrics implements SecurityListener {

        final Map<String, LongAdder> counters = new ConcurrentHashMap<>();

        @Override
        public void on(SecurityEvent event) {
            if (event instanceof SecurityEvent.Accepted accepted) {
                count(accepted.fromCache() ? "accepted.cached" : "accepted.verified");
            } else if (event instanceof SecurityEvent.Refused refused) {
                count("refused." + refused.reason().code());
            } else if (event instanceof SecurityEvent.Unavailable) {
                count("unavailable");
            }
        }

        private void count(String name) {
            counters.computeIfAbsent(name, key -> new LongAdder()).increment();
        }

        long value(String name) {
            return counters.getOrDefault(name, new LongAdder()).sum();
        }
    }

    @Test
    void metricsAreAttachedWithoutADependency() {
        Metrics metrics = new Metrics();
        Authenticator authenticator = Authenticator.builder(Fixture.configuration())
                .providers(IdentityProviders.of(fixture.provider))
                .clock(fixture.clock)
                .listener(metrics)
                .build();
        AccessToken token = fixture.provider.issue("token", fixture.good().build());
        authenticator.authenticate(Credentials.bearer(token));
        authenticator.authenticate(Credentials.bearer(token));
        authenticator.authenticate(Credentials.bearer(AccessToken.of("unknown")));
        fixture.provider.answer("down", InMemoryProvider.unavailable());
        authenticator.authenticate(Credentials.bearer(AccessToken.of("down")));
        assertEquals(1, metrics.value("accepted.verified"));
        assertEquals(1, metrics.value("accepted.cached"));
        assertEquals(1, metrics.value("refused.inactive"));
        assertEquals(1, metrics.value("unavailable"));
    }

    @Test
    void anAcceptedTokenIsToldWithItsCallerAndId() {
        fixture.present(fixture.good().build());
        SecurityEvent.Accepted accepted = assertInstanceOf(SecurityEvent.Accepted.class, last());
        assertEquals("ann", accepted.caller().subject());
        assertEquals(Optional.of("id-1"), accepted.tokenId());
        assertFalse(accepted.fromCache());
    }

    @Test
    void aRefusalByPolicyNamesWhomTheProviderVouchesFor() {
        fixture.present(fixture.good()
                .expiresAt(fixture.clock.instant().minusSeconds(3600))
                .build());
        SecurityEvent.Refused refused = assertInstanceOf(SecurityEvent.Refused.class, last());
        assertEquals(Reason.EXPIRED, refused.reason());
        assertEquals(
                new ClaimedIdentity(Optional.of(Fixture.ISSUER), Optional.of("ann"), Optional.of("id-1"), true),
                refused.claims());
    }

    @Test
    void aForgedTokenIsToldWithWhatItSaysMarkedAsUnverified() {
        fixture.present(Fixture.jwt("{\"iss\":\"https://evil.example\",\"sub\":\"admin\",\"jti\":\"7\"}"));
        SecurityEvent.Refused refused = assertInstanceOf(SecurityEvent.Refused.class, last());
        assertEquals(
                new ClaimedIdentity(Optional.of("https://evil.example"), Optional.of("admin"), Optional.of("7"), false),
                refused.claims());
    }

    @Test
    void anOpaqueOrBrokenTokenSaysNothing() {
        for (String token : List.of("opaque", "a.b.c", "!.!.!", "..", "e30.e30.e30")) {
            fixture.present(AccessToken.of(token));
            SecurityEvent.Refused refused = assertInstanceOf(SecurityEvent.Refused.class, last());
            assertEquals(
                    new ClaimedIdentity(Optional.empty(), Optional.empty(), Optional.empty(), false), refused.claims());
        }
    }

    @Test
    void whoIsNotAdmittedIsToldByName() {
        Fixture closed = new Fixture("sign-in.allow", "subject:bob");
        closed.present(closed.good().build());
        SecurityEvent.Refused refused = assertInstanceOf(SecurityEvent.Refused.class, closed.events.get(0));
        assertEquals(Reason.NOT_ADMITTED, refused.reason());
        assertEquals(Optional.of("ann"), refused.claims().subject());
    }

    @Test
    void controlCharactersCannotForgeALogLineAndLongValuesAreCut() {
        RecordingLogger logger = new RecordingLogger(Level.DEBUG);
        SecurityLog log = new SecurityLog(logger, fixture.clock, List.of());
        AccessToken token = Fixture.jwt(
                "{\"iss\":\"x\\r\\nINFO: all is well\\u001b[2J\\u2028\\u202e\",\"sub\":\"" + "s".repeat(5000) + "\"}");
        log.refused(new Authentication.Refused(Reason.UNKNOWN_KEY, "detail"), Optional.empty(), token);
        String line = logger.lines.get(0);
        assertTrue(line.chars().noneMatch(c -> c < 0x20 || c == 0x2028 || c == 0x202e || c == 0x1b), line);
        assertTrue(line.length() < 600, line);
        assertTrue(line.contains("unknown-key") && line.contains("unverified"), line);
    }

    @Test
    void noTokenIsInTheLog() {
        RecordingLogger logger = new RecordingLogger(Level.TRACE);
        SecurityLog log = new SecurityLog(logger, fixture.clock, List.of());
        AccessToken token = Fixture.jwt("{\"iss\":\"https://evil.example\"}");
        log.refused(new Authentication.Refused(Reason.UNKNOWN_KEY, "detail"), Optional.empty(), token);
        for (String part : token.value().split("\\.")) {
            assertTrue(logger.lines.stream().noneMatch(line -> line.contains(part)), logger.lines::toString);
        }
    }

    @Test
    void withoutListenersAndDebugNothingIsWritten() {
        RecordingLogger logger = new RecordingLogger(Level.INFO);
        SecurityLog log = new SecurityLog(logger, fixture.clock, List.of());
        log.refused(
                new Authentication.Refused(Reason.UNKNOWN_KEY, "detail"), Optional.empty(), AccessToken.of("token"));
        log.unavailable(new Authentication.Unavailable("down", Duration.ofSeconds(1)));
        log.report(new SecurityEvent.RequestRefused(403, "origin"));
        assertEquals(List.of(), logger.lines);
    }

    @Test
    void whatTheServerDecidesIsToldAndLoggedToo() {
        RecordingLogger logger = new RecordingLogger(Level.DEBUG);
        SecurityLog log = new SecurityLog(logger, fixture.clock, List.of());
        Authentication.Authenticated who = assertInstanceOf(
                Authentication.Authenticated.class,
                fixture.present(fixture.good().build()));
        log.report(new SecurityEvent.InsufficientScope(who.caller(), "tools/call purge\nnotes", Set.of("mcp:admin")));
        log.report(new SecurityEvent.RequestRefused(400, "two tokens\n"));
        assertEquals(
                List.of(
                        "Refused, insufficient scope: tools/call purge?notes needs mcp:admin [issuer=" + Fixture.ISSUER
                                + ", subject=ann]",
                        "Refused, HTTP 400: two tokens?"),
                logger.lines);
    }

    @Test
    void aListenerThatThrowsChangesNothing() {
        Authenticator authenticator = Authenticator.builder(Fixture.configuration())
                .providers(IdentityProviders.of(fixture.provider))
                .clock(fixture.clock)
                .listener(event -> {
                    throw new IllegalStateException("broken");
                })
                .listener(fixture.events::add)
                .build();
        AccessToken token = fixture.provider.issue("token", fixture.good().build());
        assertInstanceOf(Authentication.Authenticated.class, authenticator.authenticate(Credentials.bearer(token)));
        assertInstanceOf(SecurityEvent.Accepted.class, last());
    }

    @Test
    void anOutageIsSaidOnceAndItsEndToo() {
        RecordingLogger logger = new RecordingLogger(Level.INFO);
        OutageLog outages = new OutageLog(logger, "keycloak");
        outages.up();
        outages.down(0, "connection refused");
        outages.down(1, "connection refused");
        outages.down(2, "connection refused");
        outages.up();
        outages.up();
        assertEquals(2, logger.lines.size(), logger.lines::toString);
        assertTrue(
                logger.lines.get(0).contains("keycloak") && logger.lines.get(0).contains("connection refused"));
        assertEquals("The provider keycloak answers again", logger.lines.get(1));
    }

    @Test
    void whileChecksFailATokenThatNeededNoneDoesNotEndTheOutage() {
        RecordingLogger logger = new RecordingLogger(Level.INFO);
        OutageLog outages = new OutageLog(logger, "keycloak");
        outages.down(0, "connection refused");
        outages.calm(29_999);
        outages.down(30_000, "connection refused");
        outages.calm(59_999);
        assertEquals(1, logger.lines.size(), logger.lines::toString);
        outages.calm(60_000);
        assertEquals(2, logger.lines.size(), logger.lines::toString);
    }

    @Test
    void aListenerThatFailsIsNamedOnceAMinute() {
        RecordingLogger logger = new RecordingLogger(Level.WARNING);
        SecurityLog log = new SecurityLog(logger, fixture.clock, List.of(event -> {
            throw new IllegalStateException("with a secret");
        }));
        log.report(new SecurityEvent.RequestRefused(403, "origin"));
        log.report(new SecurityEvent.RequestRefused(403, "origin"));
        assertEquals(1, logger.lines.size());
        assertFalse(logger.lines.get(0).contains("secret"), logger.lines::toString);
        fixture.clock.pass(Duration.ofMinutes(1));
        log.report(new SecurityEvent.RequestRefused(403, "origin"));
        assertEquals(2, logger.lines.size());
    }

    @Test
    void aProviderThatComesAndGoesDoesNotFloodTheLog() {
        RecordingLogger logger = new RecordingLogger(Level.INFO);
        OutageLog outages = new OutageLog(logger, "keycloak");
        for (int at = 0; at < 60_000; at++) {
            outages.down(at, "connection refused");
            outages.up();
        }
        assertEquals(2, logger.lines.size(), logger.lines::toString);
        outages.down(60_000, "connection refused");
        assertEquals(3, logger.lines.size());
        assertTrue(logger.lines.get(2).contains("59999 more checks failed"), logger.lines.get(2));
    }

    @Test
    void aProvidersOwnWordsAreMadeFitForLogsAndAnswers() {
        fixture.provider.answer("token", new Verification.Rejected(Reason.INACTIVE, "a\r\nb" + "c".repeat(5000)));
        Authentication.Refused refused =
                assertInstanceOf(Authentication.Refused.class, fixture.present(AccessToken.of("token")));
        assertTrue(refused.detail().startsWith("a??b") && refused.detail().length() < 500, refused.detail());
    }

    @Test
    @Requirement("RFC 6750 §3")
    void aDetailFitsIntoAnErrorDescription() {
        fixture.provider.answer("token", new Verification.Rejected(Reason.INACTIVE, "a\"b\\c\u00e9\u4e2d\ud83d\ude00"));
        Authentication.Refused refused =
                assertInstanceOf(Authentication.Refused.class, fixture.present(AccessToken.of("token")));
        assertEquals(
                "a'b?c?????",
                refused.detail() + "?".repeat(10 - refused.detail().length()));
    }

    @Test
    void aTokenOfAnotherIssuerIsToldApartFromOneWithAnUnknownKey() {
        AccessToken token = Fixture.jwt("{\"iss\":\"https://other.example\"}");
        fixture.provider.answer(token.value(), new Verification.Rejected(Reason.UNKNOWN_KEY, "No key has the kid"));
        Authentication.Refused refused = assertInstanceOf(Authentication.Refused.class, fixture.present(token));
        assertEquals(Reason.UNKNOWN_KEY, refused.reason());
        assertTrue(refused.detail().contains("https://other.example"), refused.detail());
    }

    @Test
    void aListenerIsFoundAsAService(@TempDir Path folder) throws IOException {
        WebApplication.run(folder, SecurityListener.class, "com.example.acme.AcmeListener", () -> {
            Fixture application = new Fixture();
            application.present(application.good().build());
        });
        assertEquals("1", System.clearProperty(AcmeListener.SEEN));
    }
}
