package io.mcpidentity.client.token;

import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ClientMisconfigured;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The grants that this client asks with. Each names the resource that the token is for (RFC 8707 §2). */
public final class Grants {

    /** The grant of RFC 7523 §2.1. */
    public static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    /** The grant of RFC 8693 §2.1. */
    public static final String TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

    private static final Pattern JWT =
            Pattern.compile("[A-Za-z0-9_-]{1,16384}\\.[A-Za-z0-9_-]{1,65536}\\.[A-Za-z0-9_-]{1,16384}");

    private Grants() {}

    /**
     * An authorization code (RFC 6749 §4.1.3, RFC 7636 §4.5).
     *
     * @param code {@code code}
     * @param redirectUri the one of the authorization request, character by character
     * @param verifier {@code code_verifier}
     * @param resource the MCP server's resource identifier
     * @param asked the scopes of the authorization request
     */
    public static Grant code(String code, String redirectUri, String verifier, String resource, Set<String> asked) {
        Map<String, String> form = form("authorization_code");
        form.put("code", code);
        form.put("redirect_uri", redirectUri);
        form.put("code_verifier", verifier);
        form.put("resource", resource);
        return new Grant(form, asked);
    }

    /**
     * A refresh token (RFC 6749 §6). It asks for no scope, so that what was granted stays.
     *
     * @param refreshToken {@code refresh_token}
     * @param resource the MCP server's resource identifier
     * @param granted the scopes of the tokens so far
     */
    public static Grant refresh(String refreshToken, String resource, Set<String> granted) {
        Map<String, String> form = form("refresh_token");
        form.put("refresh_token", refreshToken);
        form.put("resource", resource);
        return new Grant(form, granted);
    }

    /** The client on its own behalf (RFC 6749 §4.4.2). */
    public static Grant clientCredentials(String resource, Set<String> scopes) {
        Map<String, String> form = form("client_credentials");
        form.put("resource", resource);
        return scoped(form, scopes);
    }

    /** An assertion that somebody signed whom the authorization server trusts (RFC 7523 §2.1). */
    public static Grant jwtBearer(String assertion, String resource, Set<String> scopes) {
        Map<String, String> form = form(JWT_BEARER);
        form.put("assertion", assertion);
        form.put("resource", resource);
        return scoped(form, scopes);
    }

    /**
     * The identity of the workload that this program is (workload identity federation): an assertion that its platform gave
     * it, read anew for each grant. Ask once with it; a refusal is final, and no other grant takes its place.
     *
     * @throws ClientFailure if there is no assertion, or it is no signed JWT
     */
    public static Grant workload(AssertionSource source, String resource, Set<String> scopes) throws ClientFailure {
        String assertion = source.read();
        if (!JWT.matcher(assertion).matches()) {
            throw new ClientMisconfigured(
                    source.name() + " holds no signed JWT, which the workload's identity has to be");
        }
        return jwtBearer(assertion, resource, scopes);
    }

    /**
     * An exchange of one token for another (RFC 8693 §2.1).
     *
     * @param subjectToken what is exchanged
     * @param subjectTokenType what that is
     * @param requestedTokenType what it is exchanged for
     * @param audience whom the new one is for: an issuer
     * @param resource the MCP server's resource identifier
     * @param scopes what the new one shall allow
     */
    public static Grant exchange(
            String subjectToken,
            String subjectTokenType,
            String requestedTokenType,
            String audience,
            String resource,
            Set<String> scopes) {
        Map<String, String> form = form(TOKEN_EXCHANGE);
        form.put("subject_token", subjectToken);
        form.put("subject_token_type", subjectTokenType);
        form.put("requested_token_type", requestedTokenType);
        form.put("audience", audience);
        form.put("resource", resource);
        return scoped(form, scopes);
    }

    /** What a revocation endpoint is told (RFC 7009 §2.1); no grant, but sent like one. */
    static Grant revocation(Tokens tokens) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("token", tokens.refresh().orElseGet(tokens.access()::value));
        form.put("token_type_hint", tokens.refresh().isPresent() ? "refresh_token" : "access_token");
        return new Grant(form, Set.of());
    }

    private static Map<String, String> form(String grantType) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", grantType);
        return form;
    }

    private static Grant scoped(Map<String, String> form, Set<String> scopes) {
        if (!scopes.isEmpty()) {
            form.put("scope", String.join(" ", scopes));
        }
        return new Grant(form, scopes);
    }
}
