package io.mcpidentity.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Caller;
import io.mcpidentity.Reason;
import io.mcpidentity.Requirement;
import io.mcpidentity.SignOut;
import io.mcpidentity.Verification;
import io.mcpidentity.spi.HttpEndpoints.Header;
import io.mcpidentity.spi.HttpEndpoints.Request;
import io.mcpidentity.spi.HttpEndpoints.Response;
import io.mcpidentity.spi.Revocations;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackChannelLogoutTest {

    private static final String ISSUER = "https://issuer.example";
    private static final String PATH = "/sign-out";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String EVENT = "{\"http://schemas.openid.net/event/backchannel-logout\":{}}";
    private static final SigningKey RSA = SigningKey.rsa("rsa");
    private static final SigningKey STRANGER = SigningKey.rsa("rsa");

    private final TestProvider provider = new TestProvider();
    private final JdkHttpTransport http = new JdkHttpTransport();
    private final ManualClock clock = new ManualClock();
    private final List<SignOut> told = new ArrayList<>();
    private BackChannelLogout logout;

    /** Remembers what it is told. */
    private final Revocations revocations = new Revocations() {
        @Override
        public void evict(Predicate<Caller> callers) {
            throw new AssertionError("A sign-out is told as what it is");
        }

        @Override
        public void signedOut(SignOut end) {
            told.add(end);
        }
    };

    @BeforeEach
    void start() {
        provider.keys(RSA);
        logout = builder().build();
        logout.revocations(revocations);
    }

    @AfterEach
    void stop() {
        http.close();
        provider.close();
    }

    private BackChannelLogout.Builder builder() {
        return BackChannelLogout.builder(ISSUER, keys(), PATH, Set.of("claude", "inspector"))
                .clock(clock);
    }

    private JwksKeys keys() {
        return JwksKeys.builder(Endpoint.at(provider.uri("/jwks")), http)
                .clock(clock)
                .build();
    }

    /** The claims of a good token, in JSON. */
    private Map<String, String> claims() {
        long now = clock.instant().getEpochSecond();
        Map<String, String> claims = new LinkedHashMap<>();
        claims.put("iss", "\"" + ISSUER + "\"");
        claims.put("aud", "\"claude\"");
        claims.put("iat", Long.toString(now));
        claims.put("exp", Long.toString(now + 120));
        claims.put("jti", "\"one\"");
        claims.put("sub", "\"alice\"");
        claims.put("sid", "\"session\"");
        claims.put("events", EVENT);
        return claims;
    }

    private static String json(Map<String, String> claims) {
        return claims.entrySet().stream()
                .map(claim -> "\"" + claim.getKey() + "\":" + claim.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private String with(String name, String value) {
        Map<String, String> claims = claims();
        claims.put(name, value);
        return RSA.token(json(claims));
    }

    private String without(String... names) {
        Map<String, String> claims = claims();
        claims.keySet().removeAll(Set.of(names));
        return RSA.token(json(claims));
    }

    private static Request request(String method, String type, String body) {
        return new Request(
                method,
                PATH,
                "",
                Map.of("Content-Type", List.of(type)),
                body.getBytes(StandardCharsets.UTF_8),
                "127.0.0.1");
    }

    private Response post(String token) {
        return logout.answer(request("POST", FORM, "logout_token=" + URLEncoder.encode(token, StandardCharsets.UTF_8)));
    }

    private void accepted(String token) {
        int before = told.size();
        Response answer = post(token);
        assertEquals(200, answer.status(), body(answer));
        assertEquals(before + 1, told.size());
    }

    /** Answers 400, says why without the token, and tells nobody. */
    private String refused(String token) {
        Response answer = post(token);
        assertRefused(400, answer);
        assertFalse(token.length() > 8 && body(answer).contains(token), "the token is told");
        return body(answer);
    }

    private void assertRefused(int status, Response answer) {
        assertEquals(status, answer.status(), body(answer));
        assertEquals(Optional.of("no-store"), answer.header("Cache-Control"));
        assertEquals(Optional.of("application/json"), answer.header("Content-Type"));
        assertTrue(body(answer).startsWith("{\"error\":\""), body(answer));
        assertEquals(List.of(), told);
    }

    private static String body(Response answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    @Requirement("OpenID Connect Back-Channel Logout 1.0 §2.8")
    void aGenuineTokenIsToldAndAnsweredWithNothing() {
        Response answer = post(RSA.token(json(claims())));

        assertEquals(200, answer.status());
        assertEquals(0, answer.body().length);
        assertEquals(
                List.of(new Header("Cache-Control", "no-store"), new Header("Connection", "close")), answer.headers());
        assertEquals(List.of(new SignOut(ISSUER, Optional.of("alice"), Optional.of("session"), clock.instant())), told);
    }

    @Test
    @Requirement("OpenID Connect Back-Channel Logout 1.0 §2.4")
    void aSubjectOrASessionIsEnoughAndNeitherIsNot() {
        accepted(without("sid"));
        assertEquals(Optional.empty(), told.get(0).sessionId());
        clear();
        accepted(without("sub", "x"));
        assertEquals(Optional.empty(), told.get(0).subject());
        clear();
        refused(without("sub", "sid"));
        refused(with("sub", "7"));
        refused(with("sid", "[\"session\"]"));
        refused(with("sid", "\"" + "s".repeat(513) + "\""));
    }

    /** As another server that has seen nothing yet. */
    private void clear() {
        told.clear();
        logout = builder().build();
        logout.revocations(revocations);
    }

    @ParameterizedTest
    @ValueSource(strings = {"logout+jwt", "LOGOUT+JWT", "application/logout+jwt", "JWT"})
    @Requirement("OpenID Connect Back-Channel Logout 1.0 §2.4")
    void theHeadersTypeMayBeThatOfLogoutTokens(String type) {
        accepted(RSA.token("{\"alg\":\"RS256\",\"kid\":\"rsa\",\"typ\":\"" + type + "\"}", json(claims())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"at+jwt", "secevent+jwt", "dpop+jwt", "id_token", ""})
    @Requirement("RFC 8725 §3.11")
    void theHeadersTypeMustNotBeThatOfOthers(String type) {
        refused(RSA.token("{\"alg\":\"RS256\",\"kid\":\"rsa\",\"typ\":\"" + type + "\"}", json(claims())));
    }

    @Test
    void theClaimTypMayBeThatOfKeycloaksLogoutTokens() {
        accepted(with("typ", "\"Logout\""));
        clear();
        for (String other : List.of("\"Bearer\"", "\"ID\"", "\"Refresh\"", "\"DPoP\"", "\"logout\"", "1")) {
            refused(with("typ", other));
        }
    }

    @Test
    @Requirement("OpenID Connect Back-Channel Logout 1.0 §2.6")
    void anAccessTokenOrAnIdTokenIsNoLogoutToken() {
        refused(without("events"));
        refused(without("events", "jti"));
        refused(with("nonce", "\"n\""));
        refused(with("nonce", "{}"));
        refused(with("events", "[]"));
        refused(with("events", "\"http://schemas.openid.net/event/backchannel-logout\""));
        refused(with("events", "{}"));
        refused(with("events", "{\"http://schemas.openid.net/event/backchannel-logout\":true}"));
        refused(with("events", "{\"https://schemas.openid.net/event/backchannel-logout\":{}}"));
        refused(with("events", "{\"http://schemas.openid.net/secevent/caep/event-type/session-revoked\":{}}"));
    }

    @Test
    @Requirement("OpenID Connect Back-Channel Logout 1.0 §2.6")
    void otherIssuersAreRefused() {
        for (String other :
                List.of("\"https://issuer.example/\"", "\"HTTPS://issuer.example\"", "[\"" + ISSUER + "\"]")) {
            refused(with("iss", other));
        }
        refused(without("iss"));
    }

    @Test
    @Requirement("OpenID Connect Back-Channel Logout 1.0 §2.6")
    void aTokenForOtherClientsIsRefused() {
        refused(with("aud", "\"somebody-else\""));
        refused(with("aud", "\"Claude\""));
        refused(with("aud", "[]"));
        refused(with("aud", "{\"claude\":true}"));
        refused(without("aud"));
        accepted(with("aud", "[\"somebody-else\",\"inspector\"]"));
    }

    @Test
    @Requirement("OpenID Connect Back-Channel Logout 1.0 §2.6")
    void timesAreNeededAndRecent() {
        long now = clock.instant().getEpochSecond();
        refused(without("iat"));
        refused(without("exp"));
        refused(with("iat", Long.toString(now - 361)));
        refused(with("iat", Long.toString(now + 61)));
        refused(with("iat", "\"" + now + "\""));
        refused(with("exp", Long.toString(now - 60)));
        refused(with("iat", "-1e300"));
        accepted(with("iat", Long.toString(now - 300)));
        assertEquals(clock.instant().minusSeconds(300), told.get(0).at());
    }

    @Test
    @Requirement("OpenID Connect Back-Channel Logout 1.0 §2.6")
    void aTokenIsTakenOnce() {
        String token = RSA.token(json(claims()));
        accepted(token);
        for (Duration later : List.of(Duration.ZERO, Duration.ofMinutes(2), Duration.ofMinutes(5))) {
            clock.advance(later);
            assertEquals(400, post(token).status());
        }
        assertEquals(1, told.size());
        told.clear();
        refused(without("jti"));
        refused(with("jti", "\"\""));
        accepted(with("jti", "\"two\""));
    }

    @Test
    void idsAreForgottenWhenTheirTimeIsOverOrTheyAreTooMany() {
        RecentIds recent = new RecentIds(Duration.ofMinutes(7));
        for (int id = 0; id < 25_000; id++) {
            assertTrue(recent.add("id" + id, clock.instant()));
        }
        assertEquals(10_000, recent.size());
        assertFalse(recent.add("id24999", clock.instant()));
        clock.advance(Duration.ofMinutes(7));
        assertTrue(recent.add("id24999", clock.instant()));
        assertEquals(1, recent.size());
    }

    @Test
    @Requirement("OpenID Connect Back-Channel Logout 1.0 §2.6")
    void aTokenThatNobodySignedIsRefused() throws Exception {
        String payload = SigningKey.encode(json(claims()));
        refused(SigningKey.encode("{\"alg\":\"none\"}") + "." + payload + ".");
        refused(SigningKey.encode("{\"alg\":\"none\"}") + "." + payload + ".AAAA");
        refused(STRANGER.token(json(claims())));
        String input = SigningKey.encode("{\"alg\":\"HS256\",\"kid\":\"rsa\"}") + "." + payload;
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(RSA.pair().getPublic().getEncoded(), "HmacSHA256"));
        refused(input + "."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII))));
    }

    @Test
    @Requirement("RFC 8725 §3.1")
    void onlyTheAllowedAlgorithmsAreAccepted() {
        logout = builder().algorithms(Set.of("ES256")).build();
        logout.revocations(revocations);

        assertTrue(refused(RSA.token(json(claims()))).contains("RS256"));
    }

    @Test
    void anEncryptedTokenIsRefused() {
        refused("a.b.c.d.e");
    }

    @Test
    void strangersCannotHaveKeysFetchedWithoutEnd() {
        accepted(RSA.token(json(claims())));
        for (int kid = 0; kid < 50; kid++) {
            assertEquals(
                    400, post(RSA.as("unknown" + kid).token(json(claims()))).status());
            assertEquals(
                    400,
                    post(RSA.as("other" + kid).token("{\"iss\":\"https://other.example\"}"))
                            .status());
        }
        assertEquals(6, provider.asked("/jwks"));
    }

    @Test
    void aKeyThatIsNewAtTheIssuerIsFetched() {
        accepted(RSA.token(json(claims())));
        SigningKey next = SigningKey.rsa("next");
        provider.keys(RSA, next);
        Map<String, String> claims = claims();
        claims.put("jti", "\"two\"");

        accepted(next.token(json(claims)));
    }

    @Test
    void withoutTheKeysTheAnswerIsToComeAgain() {
        provider.answer("/jwks", TestProvider.Answer.status(503).with("Retry-After", "7"));
        Response answer = post(RSA.token(json(claims())));

        assertRefused(503, answer);
        assertEquals(Optional.of("7"), answer.header("Retry-After"));
        assertFalse(body(answer).contains(provider.url()), body(answer));
    }

    @Test
    void beforeAnybodyListensNothingIsTaken() {
        BackChannelLogout early = builder().build();
        String token = "logout_token=" + RSA.token(json(claims()));

        assertEquals(503, early.answer(request("POST", FORM, token)).status());
        assertEquals(0, provider.asked("/jwks"));
        early.revocations(revocations);
        assertEquals(200, early.answer(request("POST", FORM, token)).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "post"})
    @Requirement("OpenID Connect Back-Channel Logout 1.0 §2.5")
    void onlyPostsAreTaken(String method) {
        Response answer = logout.answer(request(method, FORM, "logout_token=" + RSA.token(json(claims()))));

        assertRefused(405, answer);
        assertEquals(Optional.of("POST"), answer.header("Allow"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "application/json", "text/plain", "multipart/form-data", "application/jwt"})
    @Requirement("OpenID Connect Back-Channel Logout 1.0 §2.5")
    void onlyFormsAreTaken(String type) {
        assertRefused(415, logout.answer(request("POST", type, "logout_token=" + RSA.token(json(claims())))));
    }

    @Test
    @Requirement("OpenID Connect Back-Channel Logout 1.0 §2.5")
    void otherFieldsAndACharsetAreIgnored() {
        String type = "Application/X-WWW-Form-Urlencoded; charset=UTF-8";
        Response answer = logout.answer(
                request("POST", type, "a=b&&c&=d&logout_token=" + RSA.token(json(claims())) + "&logout_token2=x&"));

        assertEquals(200, answer.status(), body(answer));
    }

    @Test
    void aTokenInTheQueryIsNotRead() {
        Response answer = logout.answer(new Request(
                "POST",
                PATH,
                "logout_token=" + RSA.token(json(claims())),
                Map.of("Content-Type", List.of(FORM)),
                new byte[0],
                "127.0.0.1"));

        assertRefused(400, answer);
    }

    @Test
    void formsOfAnyFormGetAnAnswerThatHoldsNothingOfThem() {
        String token = RSA.token(json(claims()));
        for (String form : List.of(
                "",
                "&",
                "=",
                "logout_token",
                "logout_token=",
                "logout_token=%",
                "logout_token=%zz",
                "logout_token=%-1",
                "%=x&logout_token=" + token,
                "logout_token=" + token + "&logout_token=" + token,
                "logout_token=" + token + "&logout%5Ftoken=x",
                "LOGOUT_TOKEN=" + token,
                "logout_token=+" + token,
                "logout_token=" + token + "%00",
                "logout_token=<script>alert(1)</script>",
                "logout_token=\u2028.\ud800.\u0000",
                "logout_token=" + "A".repeat(60_000),
                "logout_token=" + "a.".repeat(30_000),
                "&".repeat(65_536),
                "logout_token=" + SigningKey.encode("[".repeat(20_000)) + ".e30.AA")) {
            Response answer = logout.answer(request("POST", FORM, form));

            assertRefused(400, answer);
            assertFalse(body(answer).contains("alert"), body(answer));
        }
    }

    @Test
    void aTokenThatIsChangedAnywhereIsRefused() {
        String token = RSA.token(json(claims()));
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder changed = new StringBuilder(token);
            int at = random.nextInt(token.length());
            switch (random.nextInt(3)) {
                case 0 -> changed.setCharAt(at, (char) (token.charAt(at) ^ (1 + random.nextInt(127))));
                case 1 -> changed.deleteCharAt(at);
                default -> changed.insert(at, (char) random.nextInt(0x300));
            }
            refused(changed.toString());
        }
        accepted(token);
    }

    @Test
    void onlyItsOwnPathIsCovered() {
        assertTrue(logout.cover(PATH));
        for (String other : List.of("/", "", "/sign-out/", "/Sign-out", "/sign-out/x", "/x/sign-out", "/mcp")) {
            assertFalse(logout.cover(other), other);
        }
    }

    @Test
    @Requirement("RFC 8725 §3.12")
    void aLogoutTokenIsNoAccessToken() {
        JwtVerifier verifier = JwtVerifier.builder(ISSUER, keys()).build();
        for (String header : List.of("JWT", "logout+jwt")) {
            String token = RSA.token("{\"alg\":\"RS256\",\"kid\":\"rsa\",\"typ\":\"" + header + "\"}", json(claims()));
            Verification found = verifier.verify(AccessToken.of(token));

            assertEquals(
                    Reason.WRONG_TYPE,
                    assertInstanceOf(Verification.Rejected.class, found).reason());
        }
    }
}
