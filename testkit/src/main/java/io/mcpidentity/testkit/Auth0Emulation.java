package io.mcpidentity.testkit;

import io.mcpidentity.AccessToken;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An emulation of a tenant of Auth0 on loopback: an issuer with a slash at its end, metadata, keys, access tokens in both of
 * Auth0's dialects, what is issued in their place where nobody asked for an API, and that part of the Management API which the
 * provider {@code auth0} calls. Thread-safe.
 *
 * <p>Built after Auth0's documentation (token profiles, Management API v2 with its OpenAPI description, rate limits), never
 * compared with the live service. It signs nobody in, registers no clients, has neither Actions nor connections, does not
 * evaluate RBAC, and its encrypted and opaque tokens hold random bytes. Its Management API asks for every scope that the
 * documentation names, and forgets nothing when a session expires, because none does. The introspection that it inherits is not
 * Auth0's, which has none.
 *
 * <pre>{@code
 * try (Auth0Emulation auth0 = Auth0Emulation.start()) {
 *     auth0.management().role("auth0|alice", "writer");
 *     AccessToken token = auth0.token("https://mcp.example.com/mcp", "mcp:read").sign();
 * }
 * }</pre>
 */
public final class Auth0Emulation extends FakeAuthorizationServer {

    /** The user whose tokens these are, unless a test sets another {@code sub}. */
    public static final String USER = "auth0|6553da60a54af58e29493993";

    /** The client that tokens are issued to. */
    public static final String CLIENT = "tpc_awZfdIir8YFdGZWkvCejDo";

    private static final TokenMint KEY = TokenMint.rs256();
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Auth0ManagementEmulation management;

    private Auth0Emulation() {
        super("/");
        rotateKeys(KEY);
        withoutMetadata("introspection_endpoint");
        metadata("token_endpoint", url() + "/oauth/token");
        metadata("userinfo_endpoint", url() + "/userinfo");
        metadata("registration_endpoint", url() + "/oidc/register");
        metadata("revocation_endpoint", url() + "/oauth/revoke");
        metadata("jwks_uri", url() + "/.well-known/jwks.json");
        metadata("scopes_supported", List.of("openid", "profile", "offline_access", "name", "email"));
        metadata("code_challenge_methods_supported", List.of("S256", "plain"));
        at("GET", "/.well-known/jwks.json", request -> keys());
        management = new Auth0ManagementEmulation(this);
    }

    /** Starts a tenant. */
    public static Auth0Emulation start() {
        return new Auth0Emulation();
    }

    /** The Management API, and what it knows. */
    public Auth0ManagementEmulation management() {
        return management;
    }

    /** An access token of a user in Auth0's own profile ({@code access_token}): header {@code JWT}, client in {@code azp}. */
    public JwtDraft token(String audience, String scope) {
        return signed(audience).header("typ", "JWT").claim("azp", CLIENT).claim("scope", scope);
    }

    /** The same of a first-party client that has asked for {@code openid} too: for two audiences. */
    public JwtDraft tokenWithUserinfo(String audience, String scope) {
        return token(audience, "openid profile " + scope).claim("aud", List.of(audience, url() + "/userinfo"));
    }

    /** The same in the profile of RFC 9068 ({@code rfc9068_profile}): header {@code at+jwt}, {@code client_id} and {@code jti}. */
    public JwtDraft rfc9068Token(String audience, String scope) {
        return signed(audience)
                .header("typ", "at+jwt")
                .claim("client_id", CLIENT)
                .claim("jti", "73WakrfVbNJBaAmhQtEeDv")
                .claim("scope", scope);
    }

    /** An access token of an application itself, by client credentials. */
    public JwtDraft machineToken(String audience, String scope) {
        return token(audience, scope).claim("sub", CLIENT + "@clients").claim("gty", "client-credentials");
    }

    /** An ID token. */
    public JwtDraft idToken() {
        return signed(CLIENT)
                .header("typ", "JWT")
                .claim("nonce", "n-0S6_WzA2Mj")
                .claim("sid", "mMO9wFvjKQ3DWV6Rmq8eeQdTTZhSIEHN");
    }

    /** A logout token (OpenID Connect Back-Channel Logout 1.0 §2.4). */
    public JwtDraft logoutToken() {
        return signed(CLIENT)
                .header("typ", "logout+jwt")
                .claim("jti", "73WakrfVbNJBaAmhQtEeDv")
                .claim("sid", "mMO9wFvjKQ3DWV6Rmq8eeQdTTZhSIEHN")
                .claim("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
    }

    /** What a client gets that asked for no API: encrypted, and for the tenant's userinfo endpoint alone. */
    public AccessToken encryptedToken() {
        return encrypted(Map.of("alg", "dir", "enc", "A256GCM", "iss", issuer()), new byte[0]);
    }

    /** What a client gets for an API that has JSON Web Encryption turned on. */
    public AccessToken encryptedForApi() {
        return encrypted(Map.of("alg", "RSA-OAEP-256", "enc", "A256GCM", "cty", "JWT"), random(256));
    }

    /** What clients got that asked for no API, before such tokens were encrypted. */
    public AccessToken opaqueToken() {
        return AccessToken.of(TokenMint.base64(random(24)));
    }

    /** The claims that all tokens have, for the audience. */
    private JwtDraft signed(String audience) {
        long now = Instant.now().getEpochSecond();
        return mint().token()
                .claim("iss", issuer())
                .claim("sub", USER)
                .claim("aud", audience)
                .claim("iat", now)
                .claim("exp", now + 7200);
    }

    private static AccessToken encrypted(Map<String, Object> header, byte[] key) {
        return AccessToken.of(TokenMint.base64(JsonText.of(header).getBytes(StandardCharsets.UTF_8)) + "."
                + TokenMint.base64(key) + "." + TokenMint.base64(random(12)) + "." + TokenMint.base64(random(200)) + "."
                + TokenMint.base64(random(16)));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
