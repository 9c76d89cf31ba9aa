package io.mcpidentity.broker.grant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.broker.Requirement;
import io.mcpidentity.broker.grant.AuthorizationRequests.Reading;
import io.mcpidentity.spi.HttpEndpoints.Request;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedInputTest {

    private final GrantFixture fixture = new GrantFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    static Stream<String> nasty() {
        return Stream.of(
                "",
                "&&&",
                "=",
                "=x",
                "%",
                "grant_type=%",
                "grant_type=%4",
                "grant_type=%zz",
                "grant_type=%c3%28",
                "grant_type=%ff%fe",
                "grant_type=%ed%a0%80",
                "grant_type=%00",
                "grant_type=\u0000",
                "grant_type=\u00e9",
                "grant_type=%7f",
                "grant_type=refresh_token&grant_type=refresh_token&client_id=public",
                "client_id=public&client_id=other&grant_type=authorization_code",
                "grant_type=authorization_code&code=a&code=b&client_id=public",
                "unheard=1&unheard=2",
                "x=1&".repeat(100),
                "a1=1&a2=2&" + "b=".repeat(30_000),
                "grant_type=" + "x".repeat(60_000),
                "grant_type=authorization_code&client_id=" + "x".repeat(60_000),
                "grant_type=refresh_token&client_id=public&refresh_token=" + "x".repeat(60_000),
                "grant_type=authorization_code&client_id=public&code_verifier=" + "x".repeat(60_000),
                "grant_type=refresh_token&client_id=public&refresh_token=mcpr_%0a.0.x",
                "grant_type=refresh_token&client_id=%0d%0aSet-Cookie:%20a=b&refresh_token=x",
                "{\"grant_type\":\"refresh_token\"}",
                "grant_type[]=refresh_token",
                "grant_type=password&username=alice&password=wonderland",
                "grant_type=client_credentials",
                "grant_type=implicit",
                "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=x",
                "grant_type=AUTHORIZATION_CODE&client_id=public",
                "token=",
                "token=x&token=y&client_id=public");
    }

    @ParameterizedTest
    @MethodSource("nasty")
    @Requirement("RFC 6749 §5.2")
    void theTokenEndpointAnswersWithAnError(String body) {
        assertRefused(fixture.token.answer(post(body)));
    }

    @ParameterizedTest
    @MethodSource("nasty")
    @Requirement("RFC 7009 §2.2.1")
    void theRevocationEndpointAnswersWithAnError(String body) {
        assertRefused(fixture.revocation.answer(post(body)));
    }

    @ParameterizedTest
    @MethodSource("nasty")
    @Requirement("RFC 6749 §4.1.2.1")
    void theAuthorizationEndpointAnswersWithAPage(String query) {
        assertEquals(
                400,
                assertInstanceOf(Reading.Page.class, fixture.requests.read(query))
                        .status());
        assertEquals(
                400,
                assertInstanceOf(Reading.Page.class, fixture.requests.read(post(query)))
                        .status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain", "multipart/form-data; boundary=x", "", ";", "\u0000"})
    @Requirement("RFC 6749 §3.2")
    void anyOtherContentTypeIsRefused(String type) {
        byte[] body = "grant_type=refresh_token&client_id=public".getBytes(StandardCharsets.UTF_8);
        Request request = GrantFixture.post(Map.of("Content-Type", List.of(type)), body);
        assertRefused(fixture.token.answer(request));
        assertRefused(fixture.revocation.answer(request));
        assertInstanceOf(Reading.Page.class, fixture.requests.read(request));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "PATCH", "post"})
    @Requirement("RFC 6749 §3.2")
    void onlyPostIsServed(String method) {
        Request request = new Request(
                method, "/token", "grant_type=refresh_token&client_id=public", Map.of(), new byte[0], "127.0.0.1");
        for (Response response : List.of(fixture.token.answer(request), fixture.revocation.answer(request))) {
            assertEquals(405, response.status());
            assertEquals(Optional.of("POST"), response.header("Allow"));
        }
    }

    @Test
    @Requirement("OAuth 2.1 §3.2.2")
    void parametersInTheQueryCountForNothing() {
        String form = "grant_type=authorization_code&client_id=public&code=" + fixture.code("public")
                + "&code_verifier=" + GrantFixture.VERIFIER;
        Request inQuery = new Request(
                "POST",
                "/token",
                form,
                Map.of("Content-Type", List.of("application/x-www-form-urlencoded")),
                new byte[0],
                "127.0.0.1");
        assertEquals(400, fixture.token.answer(inQuery).status());
        assertEquals(200, fixture.token.answer(post(form)).status());
    }

    @Test
    void requestsThatWereChangedAtRandomAreNeverAnsweredWithAnException() {
        Random random = new Random(20261101);
        String code = fixture.code("public");
        List<String> seeds = new ArrayList<>(List.of(
                "grant_type=authorization_code&client_id=public&code=" + code + "&code_verifier=" + "v".repeat(43),
                "grant_type=refresh_token&client_id=public&scope=mcp:read&refresh_token="
                        + fixture.granted("public").get("refresh_token"),
                "client_id=public&token=" + fixture.granted("public").get("access_token"),
                GrantFixture.query("scope", "mcp:read", "prompt", "consent")));
        for (int round = 0; round < 4_000; round++) {
            byte[] body = seeds.get(round % seeds.size()).getBytes(StandardCharsets.US_ASCII);
            for (int change = random.nextInt(4); change >= 0; change--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            Request request = GrantFixture.post(Map.of(), body);
            assertTrue(List.of(200, 400, 401)
                    .contains(fixture.token.answer(request).status()));
            assertTrue(List.of(200, 400, 401)
                    .contains(fixture.revocation.answer(request).status()));
            Reading reading = fixture.requests.read(new String(body, StandardCharsets.ISO_8859_1));
            if (reading instanceof Reading.ToClient answer) {
                assertTrue(answer.location().startsWith(GrantFixture.REDIRECT + "?"));
                assertTrue(answer.location().chars().allMatch(c -> c > ' ' && c < 0x7f));
            }
        }
    }

    private static Request post(String body) {
        return GrantFixture.post(Map.of(), body.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void assertRefused(Response response) {
        assertTrue(response.status() == 400 || response.status() == 401);
        assertEquals(Optional.of("application/json"), response.header("Content-Type"));
        assertEquals(Optional.of("no-store"), response.header("Cache-Control"));
        assertNotEquals("null", GrantFixture.error(response));
    }
}
