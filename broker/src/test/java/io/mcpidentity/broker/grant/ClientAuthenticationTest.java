package io.mcpidentity.broker.grant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.broker.Requirement;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAuthenticationTest {

    private final GrantFixture fixture = new GrantFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private Response redeem(Map<String, List<String>> headers, String owner, String... more) {
        List<String> pairs = new java.util.ArrayList<>(List.of(
                "grant_type",
                "authorization_code",
                "code",
                fixture.code(owner),
                "redirect_uri",
                GrantFixture.REDIRECT,
                "code_verifier",
                GrantFixture.VERIFIER));
        pairs.addAll(List.of(more));
        return fixture.token.answer(GrantFixture.form(headers, pairs.toArray(String[]::new)));
    }

    private static Map<String, List<String>> authorization(String... values) {
        return Map.of("Authorization", List.of(values));
    }

    @Test
    @Requirement("RFC 6749 §2.3.1")
    void basicIsTakenWithBothHalvesFormEncoded() {
        Response response = redeem(authorization(GrantFixture.basic("basic", GrantFixture.SECRET)), "basic");
        assertEquals(200, response.status());
        assertEquals(
                200,
                redeem(
                                authorization(GrantFixture.basic("basic", GrantFixture.SECRET)
                                        .replace("Basic", "bAsIc")),
                                "basic",
                                "client_id",
                                "basic")
                        .status());
    }

    @Test
    @Requirement("RFC 6749 §2.3.1")
    void theSecretIsTakenFromTheForm() {
        assertEquals(
                200,
                redeem(Map.of(), "post", "client_id", "post", "client_secret", GrantFixture.SECRET)
                        .status());
    }

    @Test
    @Requirement("RFC 6749 §3.2.1")
    void aPublicClientSaysWhoItIs() {
        assertEquals(200, redeem(Map.of(), "public", "client_id", "public").status());
    }

    @Test
    @Requirement("RFC 6749 §5.2")
    void aWrongSecretIsRefused() {
        Response basic = redeem(authorization(GrantFixture.basic("basic", "wrong")), "basic");
        assertUnauthorized(basic);
        assertTrue(basic.header("WWW-Authenticate").orElse("").startsWith("Basic realm="));
        Response post = redeem(Map.of(), "post", "client_id", "post", "client_secret", "wrong");
        assertUnauthorized(post);
        assertEquals(Optional.empty(), post.header("WWW-Authenticate"));
    }

    @Test
    @Requirement("RFC 6749 §5.2")
    void anUnknownClientIsRefused() {
        assertUnauthorized(redeem(Map.of(), "public", "client_id", "nobody"));
        assertUnauthorized(redeem(authorization(GrantFixture.basic("nobody", "x")), "public"));
    }

    @Test
    @Requirement("RFC 6749 §5.2")
    void withoutAnyClientThereIsNoToken() {
        assertUnauthorized(redeem(Map.of(), "public"));
    }

    @Test
    @Requirement("RFC 6749 §2.3")
    void twoMethodsAtOnceAreRefused() {
        Response response = redeem(
                authorization(GrantFixture.basic("basic", GrantFixture.SECRET)),
                "basic",
                "client_secret",
                GrantFixture.SECRET);
        assertEquals(400, response.status());
        assertEquals("invalid_request", GrantFixture.error(response));
        String once = GrantFixture.basic("basic", GrantFixture.SECRET);
        assertEquals(400, redeem(authorization(once, once), "basic").status());
    }

    @Test
    void twoClientsAtOnceAreRefused() {
        Response response =
                redeem(authorization(GrantFixture.basic("basic", GrantFixture.SECRET)), "basic", "client_id", "public");
        assertEquals(400, response.status());
        assertEquals("invalid_request", GrantFixture.error(response));
    }

    @Test
    @Requirement("RFC 7591 §2")
    void aClientIsHeldToItsMethod() {
        assertUnauthorized(redeem(Map.of(), "basic", "client_id", "basic"));
        assertUnauthorized(redeem(Map.of(), "basic", "client_id", "basic", "client_secret", GrantFixture.SECRET));
        assertUnauthorized(redeem(Map.of(), "post", "client_id", "post"));
        assertUnauthorized(redeem(authorization(GrantFixture.basic("post", GrantFixture.SECRET)), "post"));
        assertUnauthorized(redeem(Map.of(), "public", "client_id", "public", "client_secret", "x"));
        assertUnauthorized(redeem(authorization(GrantFixture.basic("public", "")), "public"));
    }

    @ParameterizedTest
    @Requirement("RFC 7617 §2")
    @ValueSource(
            strings = {
                "",
                "Basic",
                "Basic ",
                "Basic !!!!",
                "Basic YmFzaWM=",
                "Basic Og==",
                "Bearer abc",
                "Digest username=\"basic\"",
                "\u0000"
            })
    void aMalformedHeaderIsRefused(String header) {
        Response response = redeem(authorization(header), "basic");
        assertUnauthorized(response);
        assertTrue(response.header("WWW-Authenticate").orElse("").startsWith("Basic realm="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"basic:%", "basic:%f", "basic:%ff", "ba%00sic:x", "basic:\u00e9", ":", "%zz:x"})
    void malformedHalvesAreRefused(String pair) {
        String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.ISO_8859_1));
        assertUnauthorized(redeem(authorization("Basic " + encoded), "basic"));
    }

    @Test
    void aClientWhoseDocumentCannotBeHadIsAskedToComeBack() {
        Response response = redeem(Map.of(), "public", "client_id", "https://slow.example.com/client");
        assertEquals(503, response.status());
        assertEquals("temporarily_unavailable", GrantFixture.error(response));
        assertTrue(response.header("Retry-After").isPresent());
    }

    @Test
    void noAnswerRepeatsWhatWasSent() {
        Response response = redeem(Map.of(), "post", "client_id", "post", "client_secret", "guessed-secret");
        assertFalse(new String(response.body(), StandardCharsets.UTF_8).contains("guessed-secret"));
    }

    private static void assertUnauthorized(Response response) {
        assertEquals(401, response.status());
        assertEquals("invalid_client", GrantFixture.error(response));
        assertEquals(Optional.of("no-store"), response.header("Cache-Control"));
    }
}
