package io.mcpidentity.testkit;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An emulation of a Keycloak realm as a resource server sees it: the URLs of its metadata, keys and introspection, and tokens
 * with the headers and claims that Keycloak 26.7 writes, quirks included. Thread-safe.
 *
 * <p>After tokens and metadata of a Keycloak 26.7.3 that ran beside this project's integration tests. It is no Keycloak: it signs
 * nobody in, registers no client, has no administration API, evaluates no mapper and no policy, and answers introspection
 * only with what a test has set by {@link #introspect}.
 *
 * <pre>{@code
 * KeycloakEmulation keycloak = KeycloakEmulation.start();
 * AccessToken token = keycloak.accessToken().claim("aud", RESOURCE).sign();
 * }</pre>
 */
public final class KeycloakEmulation extends FakeAuthorizationServer {

    private static final TokenMint RS256 = TokenMint.rs256();
    private static final List<String> OTHER_TYPES = List.of(
            "Refresh",
            "Offline",
            "Logout",
            "RegistrationAccessToken",
            "InitialAccessToken",
            "JWT",
            "reset-credentials");

    private KeycloakEmulation(String realm) {
        super("/realms/" + realm);
        rotateKeys(RS256);
        String endpoints = issuer() + "/protocol/openid-connect";
        metadata("authorization_endpoint", endpoints + "/auth");
        metadata("token_endpoint", endpoints + "/token");
        metadata("jwks_uri", endpoints + "/certs");
        metadata("introspection_endpoint", endpoints + "/token/introspect");
        metadata("revocation_endpoint", endpoints + "/revoke");
        metadata("end_session_endpoint", endpoints + "/logout");
        metadata("registration_endpoint", issuer() + "/clients-registrations/openid-connect");
        metadata("code_challenge_methods_supported", List.of("plain", "S256"));
        metadata("authorization_response_iss_parameter_supported", true);
        metadata("backchannel_logout_supported", true);
        metadata("backchannel_logout_session_supported", true);
    }

    /** Starts one with the realm {@code acme}, on a free port. */
    public static KeycloakEmulation start() {
        return start("acme");
    }

    /** Starts one with this realm, on a free port. */
    public static KeycloakEmulation start(String realm) {
        return new KeycloakEmulation(realm);
    }

    /**
     * A stock access token for {@link IdentityProviderContract#RESOURCE}: {@code typ} in the payload says what it is, the
     * header says {@code JWT}, roles stand in {@code realm_access} and {@code resource_access}, groups in {@code groups}.
     */
    public JwtDraft accessToken() {
        return bare().claim("typ", "Bearer")
                .claim("aud", IdentityProviderContract.RESOURCE)
                .claim("acr", "1")
                .claim("allowed-origins", List.of("/*"))
                .claim("realm_access", Map.of("roles", List.of("offline_access", "default-roles-acme", "mcp-writer")))
                .claim(
                        "resource_access",
                        Map.of(
                                "notes", Map.of("roles", List.of("editor", "a/b")),
                                "account", Map.of("roles", List.of("view-profile"))))
                .claim("groups", List.of("/staff", "/staff/admins"))
                .claim("scope", "openid profile email mcp:read")
                .claim("email_verified", true)
                .claim("email", "alice@acme.example")
                .claim("name", "Alice Example")
                .claim("preferred_username", "alice");
    }

    /** The same where the client's attribute {@code access.token.header.type.rfc9068} is set: {@code typ} is {@code at+jwt}. */
    public JwtDraft rfc9068Token() {
        return accessToken().header("typ", "at+jwt");
    }

    /** The same where no audience mapper is set up: Keycloak writes no {@code aud} then. */
    public JwtDraft tokenWithoutAudience() {
        return accessToken().without("aud");
    }

    /** The same bound to a key, by its thumbprint (RFC 9449 §6.1): {@code typ} in the payload is {@code DPoP}. */
    public JwtDraft dpopToken(String thumbprint) {
        return accessToken().claim("typ", "DPoP").claim("cnf", Map.of("jkt", thumbprint));
    }

    /** What a lightweight access token says: neither {@code sub}, {@code aud} nor roles, which come by introspection. */
    public JwtDraft lightweightToken() {
        return bare().claim("typ", "Bearer").claim("scope", "openid mcp:read").without("sub");
    }

    /** An ID token, by the same key. */
    public JwtDraft idToken() {
        return accessToken()
                .claim("typ", "ID")
                .claim("at_hash", "MTIzNDU2Nzg5MDEyMzQ1Ng")
                .claim("nonce", "n-0S6_WzA2Mj");
    }

    /** What else the realm signs by the same key: ID, refresh, offline and logout tokens, and those of registration and e-mails. */
    public List<JwtDraft> otherTokens() {
        return Stream.concat(
                        Stream.of(idToken(), accessToken().without("typ")),
                        OTHER_TYPES.stream().map(type -> accessToken().claim("typ", type)))
                .toList();
    }

    private JwtDraft bare() {
        return token().header("typ", "JWT")
                .without("client_id")
                .claim("azp", "0d5b1c1e-9a7a-4d2b-8f66-4a3c4f0d1a11")
                .claim("sid", "5f9d6f43-6a41-4a5c-9b1f-0e2f0a6b7c88");
    }
}
