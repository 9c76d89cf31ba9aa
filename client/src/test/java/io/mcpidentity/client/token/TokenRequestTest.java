package io.mcpidentity.client.token;

import static io.mcpidentity.client.token.TokenFixture.CODE;
import static io.mcpidentity.client.token.TokenFixture.EC;
import static io.mcpidentity.client.token.TokenFixture.RESOURCE;
import static io.mcpidentity.client.token.TokenFixture.RSA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.Requirement;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenRequestTest {

    private final TokenFixture fixture = new TokenFixture();

    @BeforeEach
    void everythingIsGranted() {
        fixture.peer.tokens("{'access_token':'at','token_type':'Bearer','expires_in':60}");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    @Requirement({"RFC 6749 §4.1.3", "RFC 7636 §4.5", "RFC 8707 §2"})
    void aCodeTravelsWithItsRedirectUriItsVerifierAndTheResource() throws Exception {
        fixture.ask();
        PeerServer.Asked asked = fixture.peer.last();
        assertEquals("POST", asked.method());
        assertEquals("/token", asked.path());
        assertEquals(Optional.of("application/x-www-form-urlencoded"), asked.header("Content-Type"));
        assertEquals(Optional.of("application/json"), asked.header("Accept"));
        assertEquals(
                Map.of(
                        "grant_type", "authorization_code",
                        "code", "the-code",
                        "redirect_uri", "http://127.0.0.1:7777/callback",
                        "code_verifier", "the-verifier",
                        "resource", RESOURCE,
                        "client_id", "a-client"),
                asked.form());
    }

    @Test
    @Requirement({"RFC 6749 §6", "RFC 8707 §2"})
    void aRefreshNamesTheResourceAndAsksForNoOtherScopes() throws Exception {
        fixture.ask(fixture.publicClient(), Grants.refresh("the-refresh-token", RESOURCE, Set.of("mcp:read")));
        assertEquals(
                Map.of(
                        "grant_type", "refresh_token",
                        "refresh_token", "the-refresh-token",
                        "resource", RESOURCE,
                        "client_id", "a-client"),
                fixture.peer.last().form());
    }

    @Test
    @Requirement("RFC 6749 §4.4.2")
    void clientCredentialsNameTheResourceAndTheScopes() throws Exception {
        fixture.ask(
                fixture.client("job", new ClientAuth.Post("s3cret value")),
                Grants.clientCredentials(RESOURCE, Set.of("mcp:read")));
        assertEquals(
                Map.of(
                        "grant_type", "client_credentials",
                        "resource", RESOURCE,
                        "scope", "mcp:read",
                        "client_id", "job",
                        "client_secret", "s3cret value"),
                fixture.peer.last().form());
    }

    @Test
    void noScopesAreNoScopeParameter() throws Exception {
        fixture.ask(
                fixture.client("job", new ClientAuth.Post("s3cret value")),
                Grants.clientCredentials(RESOURCE, Set.of()));
        assertFalse(fixture.peer.last().form().containsKey("scope"));
    }

    @Test
    @Requirement({"RFC 6749 §2.3.1", "RFC 6749 Appendix B"})
    void basicCredentialsAreFormEncodedFirst() throws Exception {
        fixture.ask(fixture.client("a client:1", new ClientAuth.Basic(" %&+£€")), CODE);
        String header = fixture.peer.last().header("Authorization").orElseThrow();
        assertTrue(header.startsWith("Basic "));
        assertEquals(
                "a+client%3A1:+%25%26%2B%C2%A3%E2%82%AC",
                new String(Base64.getDecoder().decode(header.substring("Basic ".length())), StandardCharsets.US_ASCII));
        assertFalse(fixture.peer.last().form().containsKey("client_id"));
        assertFalse(fixture.peer.last().form().containsKey("client_secret"));
    }

    @Test
    void aPublicClientSendsNoAuthorization() throws Exception {
        fixture.ask();
        assertEquals(Optional.empty(), fixture.peer.last().header("Authorization"));
    }

    @Test
    @Requirement({"RFC 7523 §2.2", "RFC 7523 §3"})
    void aKeyProvesTheClientToThisIssuerAlone() throws Exception {
        fixture.ask(fixture.client("job", new ClientAuth.PrivateKeyJwt(TokenFixture.signer())), CODE);
        Map<String, String> form = fixture.peer.last().form();
        assertEquals("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", form.get("client_assertion_type"));
        SignedJWT assertion = SignedJWT.parse(form.get("client_assertion"));
        assertTrue(assertion.verify(new ECDSAVerifier(EC.toPublicJWK())));
        assertEquals("ES256", assertion.getHeader().getAlgorithm().getName());
        assertEquals("ec-1", assertion.getHeader().getKeyID());
        Map<String, Object> claims = assertion.getJWTClaimsSet().toJSONObject();
        assertEquals("job", claims.get("iss"));
        assertEquals("job", claims.get("sub"));
        assertEquals(fixture.peer.url(), claims.get("aud"));
        assertEquals(HandClock.START.getEpochSecond(), claims.get("iat"));
        assertEquals(HandClock.START.plusSeconds(60).getEpochSecond(), claims.get("exp"));
        assertEquals(Set.of("iss", "sub", "aud", "iat", "exp", "jti"), claims.keySet());
    }

    @Test
    @Requirement("RFC 7523 §3")
    void everyAssertionIsAnotherOne() throws Exception {
        ClientIdentity client = fixture.client("job", new ClientAuth.PrivateKeyJwt(TokenFixture.signer()));
        fixture.ask(client, CODE);
        fixture.ask(client, CODE);
        assertNotEquals(
                jti(fixture.peer.asked().get(0)), jti(fixture.peer.asked().get(1)));
    }

    private static String jti(PeerServer.Asked asked) throws Exception {
        return SignedJWT.parse(asked.form().get("client_assertion"))
                .getJWTClaimsSet()
                .getJWTID();
    }

    @Test
    void anRsaKeySignsWithRs256() throws Exception {
        JwsSigner signer = JwsSigner.parse(RSA.toJSONString());
        fixture.ask(fixture.client("job", new ClientAuth.PrivateKeyJwt(signer)), CODE);
        SignedJWT assertion = SignedJWT.parse(fixture.peer.last().form().get("client_assertion"));
        assertEquals("RS256", assertion.getHeader().getAlgorithm().getName());
        assertTrue(assertion.verify(new RSASSAVerifier(RSA.toPublicJWK())));
    }

    @Test
    @Requirement("MCP 2026-07-28, Client Registration, Authorization Server Binding")
    void credentialsOfOneServerAreNotShownToAnother() {
        ClientIdentity elsewhere = new ClientIdentity(
                fixture.peer.url() + "/",
                "a-client",
                ClientIdentity.Origin.GIVEN,
                new ClientAuth.Post("s3cret value"),
                Optional.empty(),
                List.of());
        AccessRefused refused = assertThrows(AccessRefused.class, () -> fixture.ask(elsewhere, CODE));
        assertFalse(refused.getMessage().contains("s3cret"));
        assertEquals(List.of(), fixture.peer.asked());
    }

    @Test
    @Requirement("RFC 6749 §3.2")
    void secretsAreNotSentByPlainHttp() {
        AuthorizationServer plain = new AuthorizationServer(
                "http://as.example.com", Map.of("token_endpoint", "http://as.example.com/token"));
        ClientIdentity client = new ClientIdentity(
                plain.issuer(),
                "a-client",
                ClientIdentity.Origin.GIVEN,
                new ClientAuth.None(),
                Optional.empty(),
                List.of());
        TokenEndpoint endpoint = new TokenEndpoint(
                request -> {
                    throw new AssertionError("Nobody may be called");
                },
                fixture.clock);
        AccessRefused refused =
                assertThrows(AccessRefused.class, () -> endpoint.request(plain, client, CODE, Optional.empty()));
        assertTrue(refused.getMessage().contains("not https"));
    }

    @Test
    void aServerWithoutTokenEndpointIsRefused() {
        AuthorizationServer none = new AuthorizationServer(fixture.peer.url(), new HashMap<>());
        AccessRefused refused = assertThrows(
                AccessRefused.class,
                () -> fixture.endpoint.request(none, fixture.publicClient(), CODE, Optional.empty()));
        assertTrue(refused.getMessage().contains("names no token endpoint"));
    }

    @Test
    void aClientWithoutAnIdSendsNone() throws Exception {
        TokenAnswer answer = fixture.ask(
                ClientIdentity.anonymous(fixture.peer.url()), Grants.jwtBearer("a.b.c", RESOURCE, Set.of()));
        assertInstanceOf(TokenAnswer.Issued.class, answer);
        assertEquals(
                Set.of("grant_type", "assertion", "resource"),
                fixture.peer.last().form().keySet());
    }
}
