package io.mcpidentity.client.token;

import static io.mcpidentity.client.token.TokenFixture.RESOURCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ProviderUnavailable;
import io.mcpidentity.client.Requirement;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenAnswersTest {

    private final TokenFixture fixture = new TokenFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    @Requirement("RFC 6749 §5.1")
    void aWholeAnswerIsRead() throws Exception {
        fixture.peer.tokens("{'access_token':'at-1','token_type':'bearer','expires_in':3600,'refresh_token':'rt-1',"
                + "'scope':'mcp:read mcp:admin','id_token':'ignored'}");
        Tokens tokens = fixture.issued();
        assertEquals("at-1", tokens.access().value());
        assertFalse(tokens.dpop());
        assertEquals(Optional.of(HandClock.START.plusSeconds(3600)), tokens.expiresAt());
        assertEquals(Optional.of("rt-1"), tokens.refresh());
        assertEquals(Set.of("mcp:read", "mcp:admin"), tokens.scopes());
    }

    @Test
    @Requirement("RFC 6749 §5.1")
    void aScopeThatIsNotNamedIsTheOneThatWasAskedFor() throws Exception {
        fixture.peer.tokens("{'access_token':'at','token_type':'Bearer'}");
        Tokens tokens = fixture.issued();
        assertEquals(Set.of("mcp:read", "mcp:write"), tokens.scopes());
        assertEquals(Optional.empty(), tokens.expiresAt());
        assertEquals(Optional.empty(), tokens.refresh());
    }

    @Test
    void anEmptyScopeGrantsNothing() throws Exception {
        fixture.peer.tokens("{'access_token':'at','token_type':'Bearer','scope':''}");
        assertEquals(Set.of(), fixture.issued().scopes());
    }

    @Test
    @Requirement("RFC 6749 §6")
    void aRefreshTokenThatIsNotReplacedStays() throws Exception {
        fixture.peer.tokens("{'access_token':'at','token_type':'Bearer'}");
        TokenAnswer answer =
                fixture.ask(fixture.publicClient(), Grants.refresh("rt-old", RESOURCE, Set.of("mcp:read")));
        Tokens tokens = assertInstanceOf(TokenAnswer.Issued.class, answer).tokens();
        assertEquals(Optional.of("rt-old"), tokens.refresh());
        assertEquals(Set.of("mcp:read"), tokens.scopes());
    }

    @Test
    @Requirement("RFC 6749 §6")
    void aRotatedRefreshTokenTakesThePlaceOfTheOldOne() throws Exception {
        fixture.peer.tokens("{'access_token':'at','token_type':'Bearer','refresh_token':'rt-new'}");
        TokenAnswer answer = fixture.ask(fixture.publicClient(), Grants.refresh("rt-old", RESOURCE, Set.of()));
        assertEquals(
                Optional.of("rt-new"),
                assertInstanceOf(TokenAnswer.Issued.class, answer).tokens().refresh());
    }

    @Test
    void anEmptyRefreshTokenIsNone() throws Exception {
        fixture.peer.tokens("{'access_token':'at','token_type':'Bearer','refresh_token':''}");
        assertEquals(Optional.empty(), fixture.issued().refresh());
    }

    @Test
    void aLifetimeWithoutEndIsCut() throws Exception {
        fixture.peer.tokens("{'access_token':'at','token_type':'Bearer','expires_in':9223372036854775807}");
        assertEquals(
                Optional.of(HandClock.START.plus(Duration.ofDays(3650))),
                fixture.issued().expiresAt());
    }

    /** The tokens are there, and a refresh token that replaces another one is there only once. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "3600 | 3600",
                "'3600' | 3600",
                "3600.0 | 3600",
                "99999999999999999999 | 315360000",
                "0 |",
                "-5 |",
                "0.5 |",
                "'soon' |",
                "'99999999999999999999' |",
                "true |",
                "{} |",
            })
    @Requirement("RFC 6749 §5.1")
    void aLifetimeThatCannotBeReadIsNotKnown(String lifetime, @Nullable Long seconds) throws Exception {
        fixture.peer.tokens("{'access_token':'at','token_type':'Bearer','expires_in':" + lifetime + "}");
        assertEquals(
                Optional.ofNullable(seconds).map(HandClock.START::plusSeconds),
                fixture.issued().expiresAt());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "['mcp:read','mcp:admin'] | mcp:read mcp:admin",
                "['mcp:read',7,'a b'] | mcp:read",
                "'mcp:read  a\\u0009b \\u00e9' | mcp:read",
                "7 | mcp:read mcp:write",
            })
    void whatIsNoScopeIsNotGranted(String scope, String granted) throws Exception {
        fixture.peer.tokens("{'access_token':'at','token_type':'Bearer','scope':" + scope + "}");
        assertEquals(Set.of(granted.split(" ")), fixture.issued().scopes());
    }

    @Test
    void anAnswerThatSaysCreatedIsAGrantToo() throws Exception {
        fixture.peer.answer("/token", PeerServer.Answer.json(201, "{'access_token':'at','token_type':'Bearer'}"));
        assertEquals("at", fixture.issued().access().value());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mac", "N_A", "Bearer2", "pop"})
    @Requirement("RFC 6749 §7.1")
    void aTokenTypeThatIsNotUnderstoodIsNotUsed(String type) {
        fixture.peer.tokens("{'access_token':'at','token_type':'" + type + "'}");
        AccessRefused refused = assertThrows(AccessRefused.class, fixture::ask);
        assertTrue(refused.getMessage().contains("neither Bearer nor DPoP"), refused.getMessage());
    }

    @Test
    void aTokenThatIsBoundToNobodysKeyIsNotUsed() {
        fixture.peer.tokens("{'access_token':'at','token_type':'DPoP'}");
        assertThrows(AccessRefused.class, fixture::ask);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "",
                "access_token=at&token_type=Bearer",
                "{'token_type':'Bearer'}",
                "{'access_token':null,'token_type':'Bearer'}",
                "{'access_token':'','token_type':'Bearer'}",
                "{'access_token':17,'token_type':'Bearer'}",
                "{'access_token':'two words','token_type':'Bearer'}",
                "{'access_token':'at\\r\\nX: y','token_type':'Bearer'}",
                "{'access_token':'at'}",
                "{'access_token':'at','token_type':1}",
                "{'access_token':'at','access_token':'at','token_type':'Bearer'}",
                "{'access_token':'at','token_type':'Bearer','expires_in':1e400}",
                "{'access_token':'at','token_type':'Bearer','refresh_token':7}",
                "{'access_token':'at','token_type':'Bearer','refresh_token':'a\\nb'}",
                "{'access_token':'at','token_type':'Bearer'} trailing",
            })
    @Requirement("RFC 6749 §5.1")
    void anAnswerThatIsNotToBeTrustedIsAnOutage(String body) {
        fixture.peer.tokens(body);
        ProviderUnavailable failure = assertThrows(ProviderUnavailable.class, fixture::ask);
        assertTrue(failure.getMessage().startsWith("The token endpoint of 127.0.0.1 "), failure.getMessage());
    }

    @Test
    void whatIsIssuedIsInNoText() throws Exception {
        fixture.peer.tokens("{'access_token':'at-secret','token_type':'Bearer','refresh_token':'rt-secret'}");
        TokenAnswer answer = fixture.ask();
        assertFalse(answer.toString().contains("secret"), answer.toString());
    }
}
