package io.mcpidentity.testkit;

import io.mcpidentity.AccessToken;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An emulation of Google on loopback, after what Google documents and what is known of its answers: opaque access tokens and
 * {@code tokeninfo}, sign-in with PKCE, userinfo without an audience, revocation, ID tokens, service accounts, and the search
 * for groups of the Cloud Identity API. Thread-safe.
 *
 * <p>Below its URL all of Google's hosts are one: {@code google.issuer} is the URL. It has Google's quirks: numbers as text in
 * {@code tokeninfo}, scopes that come back by other names, no refresh token but with {@code access_type=offline} and then only
 * at the first consent, an error for {@code offline_access}, no registration of clients, no audience for a resource.
 *
 * <p>Does not show anybody a page: whoever {@link #signsIn} is signed in and consents at once. Has no quotas but those that
 * {@link #exhaustQuota} sets. What it answers was not compared with the live service.
 */
public final class GoogleEmulation extends EmulatedServer {

    /** A client that is there already. */
    public static final String CLIENT_ID = "1234-emulated.apps.googleusercontent.com";

    /** The secret of {@link #CLIENT_ID}; Google wants one of desktop applications too. */
    public static final String CLIENT_SECRET = "GOCSPX-emulated";

    /** What {@link #token(Account)} may do. */
    public static final Set<String> SCOPES = Set.of("openid", "email", "profile");

    private final GoogleTokens tokens = new GoogleTokens();
    private final GoogleSignIn signIn = new GoogleSignIn(this, tokens);
    private final GoogleServiceAccounts services = new GoogleServiceAccounts(this, tokens);
    private final GoogleGroups groups = new GoogleGroups(tokens);
    private volatile boolean exhausted;

    private GoogleEmulation() {
        at("GET", "/.well-known/openid-configuration", request -> Answer.json(metadata()));
        at("GET", "/oauth2/v3/certs", request -> Answer.json(Map.of("keys", List.of(Keys.MINT.publicJwk()))));
        at("GET", "/tokeninfo", limited(request -> tokenInfo(request.parameter("access_token"))));
        at("POST", "/tokeninfo", limited(request -> tokenInfo(request.bearer())));
        at("GET", "/v1/userinfo", limited(this::userInfo));
        at("POST", "/revoke", limited(this::revocation));
        at("GET", "/o/oauth2/v2/auth", signIn::authorize);
        at("POST", "/token", limited(request -> {
            boolean assertion = request.field("assertion").isPresent();
            return assertion ? services.exchange(request) : signIn.exchange(request);
        }));
        at("GET", GoogleGroups.PATH + "searchTransitiveGroups", limited(request -> groups.search(request, true)));
        at("GET", GoogleGroups.PATH + "searchDirectGroups", limited(request -> groups.search(request, false)));
    }

    /** Starts it on a free port. */
    public static GoogleEmulation start() {
        return new GoogleEmulation();
    }

    /**
     * An account.
     *
     * @param id {@code sub}
     * @param email the address
     * @param emailVerified whether Google has seen that the address is the holder's
     * @param domain {@code hd}, the domain of the organization that manages the account; empty for all others
     */
    public record Account(String id, String email, boolean emailVerified, Optional<String> domain) {

        /** An account that somebody opened for himself under an address, which may be of any domain. */
        public static Account personal(String email) {
            return new Account(newId(), email, true, Optional.empty());
        }

        /** An account that an organization gave to one of its members. */
        public static Account managed(String email, String domain) {
            return new Account(newId(), email, true, Optional.of(domain));
        }

        private static String newId() {
            return "1" + ThreadLocalRandom.current().nextLong(1_000_000_000_000_000_000L, Long.MAX_VALUE);
        }
    }

    /** A new access token of this account for {@link #CLIENT_ID} with {@link #SCOPES}. */
    public AccessToken token(Account account) {
        return token(account, CLIENT_ID, SCOPES);
    }

    /** A new access token of this account for this client, which need not exist, with these scopes. */
    public AccessToken token(Account account, String clientId, Set<String> scopes) {
        return token(account, clientId, clientId, scopes);
    }

    /** The same where one client has asked for the token ({@code aud}) and another presents it ({@code azp}). */
    public AccessToken token(Account account, String audience, String presenter, Set<String> scopes) {
        return AccessToken.of(tokens.issue(new GoogleTokens.Grant(account, audience, presenter, scopes)));
    }

    /** Makes a token expire now. */
    public void expire(AccessToken token) {
        tokens.expire(token.value());
    }

    /** Revokes a token, as its holder can in his account's settings; whatever rests on the same consent goes with it. */
    public void revoke(AccessToken token) {
        tokens.revoke(token.value());
    }

    /** An ID token of this account for a client, not yet signed (OpenID Connect Core 1.0 §2). */
    public JwtDraft idToken(Account account, String clientId) {
        JwtDraft token = identity(clientId)
                .claim("azp", clientId)
                .claim("sub", account.id())
                .claim("email", account.email())
                .claim("email_verified", account.emailVerified())
                .claim("at_hash", "Zm9yIGEgdGVzdCE");
        account.domain().ifPresent(domain -> token.claim("hd", domain));
        return token;
    }

    /** An ID token that a service account had made for an audience, not yet signed. */
    public JwtDraft serviceToken(String email, String audience) {
        String id = GoogleServiceAccounts.id(email);
        return identity(audience)
                .claim("azp", id)
                .claim("sub", id)
                .claim("email", email)
                .claim("email_verified", true);
    }

    /** One key for all emulations, made when it is first needed, because that takes its time; their issuers differ. */
    private static final class Keys {
        static final TokenMint MINT = TokenMint.rs256();
    }

    private JwtDraft identity(String audience) {
        long now = tokens.now();
        return Keys.MINT
                .token()
                .header("typ", "JWT")
                .claim("iss", issuer())
                .claim("aud", audience)
                .claim("iat", now)
                .claim("exp", now + GoogleTokens.LIFETIME);
    }

    /** Whoever comes to the sign-in page is this account from now on. */
    public void signsIn(Account account) {
        signIn.signsIn(account);
    }

    /** Leaves a scope out of what is consented to from now on, as people may at Google's consent page. */
    public void untick(String scope) {
        signIn.untick(scope);
    }

    /** Registers a client, as an administrator does in the console; redirect URIs are compared character by character. */
    public void client(String id, String secret, String... redirectUris) {
        signIn.client(id, secret, List.of(redirectUris));
    }

    /**
     * The key of a service account as the console downloads it: JSON, with a private key that is made for it. The account may
     * look groups up.
     */
    public String serviceAccountKey(String email) {
        return services.key(email);
    }

    /** Lets service accounts act in the name of this person (domain-wide delegation). */
    public void delegate(String email) {
        services.delegate(email);
    }

    /** Adds members, by address, to a group; a member may be a group. */
    public void group(String group, String... members) {
        groups.add(group, List.of(members));
    }

    /** Answers 403 to those who look groups up from now on, with this reason, as {@code SERVICE_DISABLED}. */
    public void refuseGroups(String reason) {
        groups.refuse(reason);
    }

    /** Answers 403 everywhere but at the sign-in page, as Google does when a quota is used up; or no longer. */
    public void exhaustQuota(boolean isExhausted) {
        exhausted = isExhausted;
    }

    private Handler limited(Handler handler) {
        return request -> exhausted
                ? Answer.json(
                        403,
                        Map.of(
                                "error",
                                Map.of(
                                        "code",
                                        403,
                                        "message",
                                        "Quota exceeded.",
                                        "errors",
                                        List.of(Map.of("reason", "rateLimitExceeded")))))
                : handler.answer(request);
    }

    private Map<String, Object> metadata() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("issuer", issuer());
        metadata.put("authorization_endpoint", url() + "/o/oauth2/v2/auth");
        metadata.put("token_endpoint", url() + "/token");
        metadata.put("userinfo_endpoint", url() + "/v1/userinfo");
        metadata.put("revocation_endpoint", url() + "/revoke");
        metadata.put("jwks_uri", url() + "/oauth2/v3/certs");
        metadata.put("response_types_supported", List.of("code"));
        metadata.put("subject_types_supported", List.of("public"));
        metadata.put("id_token_signing_alg_values_supported", List.of("RS256"));
        metadata.put("scopes_supported", List.of("openid", "email", "profile"));
        metadata.put("token_endpoint_auth_methods_supported", List.of("client_secret_post", "client_secret_basic"));
        metadata.put("code_challenge_methods_supported", List.of("plain", "S256"));
        return metadata;
    }

    private Answer tokenInfo(Optional<String> token) {
        Optional<GoogleTokens.Issued> found = token.flatMap(tokens::find);
        if (found.isEmpty()) {
            return Answer.json(400, Map.of("error", "invalid_token", "error_description", "Invalid Value"));
        }
        GoogleTokens.Grant grant = found.get().grant();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("azp", grant.presenter());
        answer.put("aud", grant.audience());
        if (grant.says("openid") || grant.says("email") || grant.says("profile")) {
            answer.put("sub", grant.account().id());
        }
        answer.put("scope", GoogleTokens.shown(grant.scopes()));
        answer.put("exp", Long.toString(found.get().expiry()));
        answer.put("expires_in", Long.toString(found.get().expiry() - tokens.now()));
        if (grant.says("email")) {
            answer.put("email", grant.account().email());
            answer.put("email_verified", Boolean.toString(grant.account().emailVerified()));
        }
        answer.put("access_type", "online");
        return Answer.json(answer);
    }

    private Answer userInfo(Request request) {
        Optional<GoogleTokens.Grant> found =
                request.bearer().flatMap(tokens::find).map(GoogleTokens.Issued::grant);
        if (found.isEmpty()) {
            return Answer.json(401, Map.of("error", "invalid_request", "error_description", "Invalid Credentials"));
        }
        GoogleTokens.Grant grant = found.get();
        if (SCOPES.stream().noneMatch(grant::says)) {
            return Answer.json(403, Map.of("error", "insufficient_scope"));
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("sub", grant.account().id());
        if (grant.says("profile")) {
            answer.put("name", grant.account().email());
        }
        if (grant.says("email")) {
            answer.put("email", grant.account().email());
            answer.put("email_verified", grant.account().emailVerified());
        }
        grant.account().domain().ifPresent(domain -> answer.put("hd", domain));
        return Answer.json(answer);
    }

    private Answer revocation(Request request) {
        return request.field("token").filter(tokens::revoke).isPresent()
                ? Answer.json(Map.of())
                : Answer.json(400, Map.of("error", "invalid_token", "error_description", "Token expired or revoked"));
    }
}
