package io.mcpidentity.client.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.Requirement;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Requirement({"RFC 9110 §11.6.1", "MCP 2026-07-28, Authorization, Protected Resource Metadata Discovery Requirements"})
class ChallengesTest {

    @Test
    void aChallengeHasItsSchemeAndItsParameters() {
        assertEquals(
                List.of(challenge(
                        "Bearer",
                        "resource_metadata",
                        "https://mcp.example/.well-known/oauth-protected-resource",
                        "scope",
                        "files:read files:write")),
                parse("Bearer resource_metadata=\"https://mcp.example/.well-known/oauth-protected-resource\","
                        + " scope=\"files:read files:write\""));
    }

    @Test
    void aHeaderHasSeveralChallenges() {
        assertEquals(
                List.of(
                        challenge("Newauth", "realm", "apps", "type", "1", "title", "Login to \"apps\""),
                        challenge("Basic", "realm", "simple")),
                parse("Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\", Basic realm=\"simple\""));
    }

    @Test
    void severalHeadersAreReadInTheirOrder() {
        assertEquals(
                List.of(challenge("Basic", "realm", "a"), challenge("Bearer", "scope", "b"), challenge("DPoP")),
                parse("Basic realm=a", "Bearer scope=b, DPoP"));
    }

    @Test
    void aSchemeNeedsNoParameters() {
        assertEquals(
                List.of(challenge("Negotiate"), challenge("Bearer"), challenge("Basic", "realm", "x")),
                parse("Negotiate, Bearer, Basic realm=x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "abc==", "a-._~+/9==", "realm="})
    void aToken68IsNoParameterAndEndsWithItsElement(String token68) {
        assertEquals(
                List.of(challenge("Negotiate"), challenge("Bearer", "scope", "b")),
                parse("Negotiate " + token68 + " , Bearer scope=b"));
    }

    @Test
    void aQuotedStringMayHoldCommasEscapesAndWhatLooksLikeAChallenge() {
        assertEquals(
                List.of(
                        challenge(
                                "Bearer", "error_description", "no, \"not\" \\ that, Basic realm=\"x\"", "error", "e"),
                        challenge("DPoP", "algs", "ES256 EdDSA")),
                parse("Bearer error_description=\"no, \\\"not\\\" \\\\ that, Basic realm=\\\"x\\\"\", error=\"e\","
                        + " DPoP algs=\"ES256 EdDSA\""));
    }

    @Test
    void anEmptyQuotedStringIsAValueAndAnEmptyTokenIsNone() {
        assertEquals(List.of(challenge("Bearer", "scope", "")), parse("Bearer scope=\"\", error=, realm= "));
    }

    @Test
    void blanksAroundTheEqualsSignAndEmptyElementsAreNothing() {
        assertEquals(
                List.of(challenge("Bearer", "realm", "a", "error", "b"), challenge("Basic", "realm", "c")),
                parse(" , ,\tBearer \t realm\t= \"a\" ,, error =b ,\t, Basic  realm = c , "));
    }

    @Test
    void namesAreComparedIgnoringCaseAndSchemesAreKeptAsTheyWereSent() {
        Challenge challenge =
                parse("bEARER Resource_Metadata=\"https://X.example/A\"").get(0);

        assertEquals("bEARER", challenge.scheme());
        assertTrue(challenge.is("Bearer"));
        assertEquals(Optional.of("https://X.example/A"), challenge.parameter("resource_metadata"));
    }

    @Requirement("RFC 6750 §3")
    @Test
    void aParameterThatStandsTwiceCountsForNothing() {
        assertEquals(List.of(challenge("Bearer", "error", "e")), parse("Bearer scope=\"a\", error=\"e\", Scope=\"b\""));
        assertEquals(List.of(challenge("Bearer")), parse("Bearer scope=\"a\", scope=\"a\", scope=\"c\""));
        assertEquals(
                List.of(challenge("Bearer", "scope", "a"), challenge("Bearer", "scope", "b")),
                parse("Bearer scope=\"a\", Bearer scope=\"b\""));
    }

    @Test
    void aMalformedValueIsDroppedAlone() {
        assertEquals(List.of(challenge("Bearer", "error", "e")), parse("Bearer scope=a b c, error=\"e\""));
        assertEquals(List.of(challenge("Bearer", "error", "e")), parse("Bearer scope=\"a\"b, error=\"e\""));
        assertEquals(List.of(challenge("Bearer", "error", "e")), parse("Bearer scope=\"a\u0000b, x\", error=\"e\""));
        assertEquals(List.of(challenge("Bearer", "error", "e")), parse("Bearer scope='a b', error=\"e\""));
        assertEquals(List.of(challenge("Bearer", "error", "e")), parse("Bearer realm=\"a\" scope=\"b\", error=\"e\""));
    }

    @Test
    void whatIsNeitherEndsTheChallenge() {
        assertEquals(
                List.of(challenge("Bearer", "realm", "a")),
                parse("Bearer realm=\"a\", Fo(o realm=\"b\", resource_metadata=\"https://other.example\""));
        assertEquals(
                List.of(challenge("Bearer", "realm", "a"), challenge("Basic", "realm", "c")),
                parse("Bearer realm=\"a\", @, scope=\"b\", Basic realm=\"c\""));
    }

    @Test
    void parametersWithoutASchemeAreDropped() {
        assertEquals(List.of(challenge("Bearer", "scope", "b")), parse("realm=\"a\", error=x, Bearer scope=b"));
    }

    @Test
    void aQuotedStringWithoutEndTakesTheRestAlong() {
        assertEquals(List.of(challenge("Bearer", "realm", "a")), parse("Bearer realm=a, scope=\"b, DPoP algs=c"));
        assertEquals(List.of(challenge("Bearer")), parse("Bearer scope=\"b\\"));
        assertEquals(List.of(challenge("Bearer")), parse("Bearer scope=\""));
        assertEquals(List.of(challenge("Bearer")), parse("Bearer scope="));
    }

    @Test
    void garbageHoldsNoChallenge() {
        for (String garbage : List.of(
                "",
                " ",
                ",",
                "=",
                "\"",
                "\"\"",
                "=\"",
                ",=,",
                "\\",
                "\u0000",
                "\u00e9",
                "=a=b",
                "(Bearer)",
                "\ud800",
                "{}")) {
            assertEquals(List.of(), parse(garbage), garbage);
            assertEquals(List.of(challenge("Bearer", "scope", "a")), parse(garbage, "Bearer scope=a"), garbage);
        }
    }

    @Test
    void nothingThatAServerCouldWriteThrows() {
        String[] pieces = {
            "Bearer",
            "DPoP",
            "Basic",
            " ",
            "\t",
            ",",
            "=",
            "\"",
            "\\",
            "scope",
            "resource_metadata",
            "a",
            "/",
            "==",
            "\u0000",
            "\u00e9",
            "(",
            "https://x.example/",
            "'",
            "\r\n",
            "~"
        };
        Random random = new Random(5);
        int challenges = 0;
        for (int round = 0; round < 50_000; round++) {
            StringBuilder header = new StringBuilder(random.nextBoolean() ? "Bearer " : "");
            for (int length = random.nextInt(20); length > 0; length--) {
                header.append(pieces[random.nextInt(pieces.length)]);
            }
            for (Challenge challenge : parse(header.toString())) {
                assertFalse(challenge.scheme().isEmpty());
                challenges++;
            }
        }
        assertTrue(challenges > 10_000, "some of it was well-formed");
    }

    @Test
    void noMoreThanABearableAmountIsRead() {
        assertEquals(32, parse("A,".repeat(8_000)).size());
        assertEquals(List.of(), parse("Bearer realm=\"" + "x".repeat(16_384) + "\""));
        String[] many = new String[10_000];
        Arrays.fill(many, "Bearer realm=a");
        assertEquals(32, parse(many).size());
        assertEquals(
                List.of(challenge("Bearer", "scope", "a")),
                parse("Bearer scope=a", "Basic realm=" + "x".repeat(16_384), "DPoP"),
                "what came before counts");
    }

    @Test
    void thousandsOfOpenQuotesTakeNoLongerThanOthers() {
        assertEquals(
                List.of(challenge("Bearer")),
                parse("Bearer " + "a=\"".repeat(5_000)),
                "each pair of quotes is skipped once");
    }

    @Test
    void whatIsReadCannotBeChanged() {
        Challenge challenge = parse("Bearer scope=a").get(0);

        assertThrows(
                UnsupportedOperationException.class,
                () -> challenge.parameters().put("scope", "b"));
    }

    @Test
    void theScopesAreAListSeparatedBySpaces() {
        assertEquals(
                Optional.of(Set.of("files:read", "files:write")),
                parse("Bearer scope=\" files:read  files:write files:read\"")
                        .get(0)
                        .scopes());
        assertEquals(
                Optional.of(Set.of("good")),
                parse("Bearer scope=\"b\\\"ad good b\\\\ad b\u00e9d\"").get(0).scopes());
        assertEquals(Optional.of(Set.of()), parse("Bearer scope=\"\"").get(0).scopes());
        assertEquals(Optional.empty(), parse("Bearer").get(0).scopes());
    }

    @Test
    void theChallengeForATokenIsThatOfBearerOrDpop() {
        assertEquals(Optional.empty(), oauth("Basic realm=x, Negotiate"));
        assertEquals(Optional.of(challenge("bearer", "realm", "x")), oauth("Basic realm=x, bearer realm=x"));
        assertEquals(Optional.of(challenge("DPOP", "algs", "ES256")), oauth("Basic realm=x, DPOP algs=ES256"));
    }

    @Test
    void ofSeveralTheOneThatSaysMostCounts() {
        String metadata = "https://mcp.example/m";

        assertEquals(
                Optional.of(challenge("Bearer", "resource_metadata", metadata)),
                oauth("Bearer realm=x, DPoP algs=ES256, Bearer resource_metadata=\"" + metadata + "\""));
        assertEquals(
                Optional.of(challenge("DPoP", "error", "insufficient_scope", "scope", "a")),
                oauth("Bearer realm=x, DPoP error=insufficient_scope, scope=a"));
        assertEquals(Optional.of(challenge("Bearer", "scope", "a")), oauth("Bearer scope=a, DPoP scope=b"));
    }

    @Requirement({"RFC 9728 §5.1", "MCP 2026-07-28, Authorization, Protected Resource Metadata Discovery Requirements"})
    @Test
    void whereTheMetadataIsCountsWhicheverChallengeSaysIt() {
        String said = "resource_metadata=\"https://mcp.example/m\"";

        assertEquals(
                Optional.of(challenge(
                        "DPoP",
                        "error",
                        "insufficient_scope",
                        "scope",
                        "a",
                        "resource_metadata",
                        "https://mcp.example/m")),
                oauth("Bearer " + said + ", DPoP error=insufficient_scope, scope=a"));
        assertEquals(
                Optional.of(challenge("DPoP", "error", "e", "resource_metadata", "https://mcp.example/m")),
                oauth("DPoP error=e, Bearer " + said + ", Bearer resource_metadata=\"https://mcp.example/n\""));
        assertEquals(
                Optional.of(challenge("Bearer", "resource_metadata", "https://mcp.example/m")),
                oauth("Bearer, Custom " + said));
        assertEquals(
                Optional.of(challenge("Custom", "resource_metadata", "https://mcp.example/m")),
                oauth("Basic realm=x, Custom " + said));
    }

    private static List<Challenge> parse(String... headers) {
        return Challenges.parse(List.of(headers));
    }

    private static Optional<Challenge> oauth(String header) {
        return Challenges.oauth(parse(header));
    }

    private static Challenge challenge(String scheme, String... parameters) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            map.put(parameters[i], parameters[i + 1]);
        }
        return new Challenge(scheme, map);
    }
}
