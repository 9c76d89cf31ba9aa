package io.mcpidentity.broker.grant;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.SignedJWT;
import io.mcpidentity.broker.client.Client;
import io.mcpidentity.broker.client.Client.Authentication;
import io.mcpidentity.broker.client.Clients;
import io.mcpidentity.broker.client.Clients.Lookup;
import io.mcpidentity.broker.grant.AuthorizationRequests.Reading;
import io.mcpidentity.broker.grant.Subjects.Person;
import io.mcpidentity.broker.key.Digests;
import io.mcpidentity.broker.key.KeyFileVault;
import io.mcpidentity.broker.key.SigningKeys;
import io.mcpidentity.broker.key.Vault;
import io.mcpidentity.broker.store.JdbcStore;
import io.mcpidentity.broker.store.Store;
import io.mcpidentity.broker.web.Form;
import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.Json;
import io.mcpidentity.spi.HttpEndpoints.Request;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The endpoints of this package on a store in memory, with some clients and people. */
final class GrantFixture implements AutoCloseable {

    static final String ISSUER = "https://mcp.example.com";
    static final String RESOURCE = "https://mcp.example.com/mcp";
    static final String REDIRECT = "https://app.example.com/callback";
    static final String SECRET = "s3cret:+ and%more";
    static final String VERIFIER = "verifier-verifier-verifier-verifier-verifier";
    static final GrantPolicy POLICY = new GrantPolicy(
            ISSUER,
            RESOURCE,
            Set.of("mcp:read", "mcp:write", "mcp:admin"),
            Set.of("mcp:read"),
            Duration.ofSeconds(60),
            Duration.ofMinutes(10),
            Duration.ofDays(30),
            Duration.ofSeconds(30));

    final ManualClock clock = new ManualClock();
    final Store store = JdbcStore.inMemory();
    final Vault vault = KeyFileVault.inMemory();
    final Map<String, Lookup> clients = new ConcurrentHashMap<>();
    final Map<String, Person> people = new ConcurrentHashMap<>();
    final List<String> evictions = new CopyOnWriteArrayList<>();
    final SigningKeys keys =
            new SigningKeys(store, vault, "ES256", Duration.ofDays(90), POLICY.accessTokenLifetime(), clock);
    final RefreshTokens refreshTokens = new RefreshTokens(vault);
    final AuthorizationResponses responses = new AuthorizationResponses(ISSUER);
    final AuthorizationRequests requests;
    final Codes codes = new Codes(store, clock, POLICY.codeLifetime());
    final TokenEndpoint token;
    final RevocationEndpoint revocation;

    GrantFixture() {
        Clients known = id -> clients.getOrDefault(id, new Lookup.Unknown("Nobody is known by this name."));
        ClientAuthentication authentication = new ClientAuthentication(known);
        GrantRevocation ending = new GrantRevocation(store, evictions::add, clock);
        requests = new AuthorizationRequests(known, POLICY, responses);
        token = new TokenEndpoint(
                authentication,
                store,
                subject -> Optional.ofNullable(people.get(subject)),
                new AccessTokens(POLICY, clock, keys::sign),
                refreshTokens,
                ending,
                POLICY,
                clock);
        revocation = new RevocationEndpoint(authentication, refreshTokens, this::verify, ending);
        add(client("public", Authentication.NONE, Set.of("authorization_code", "refresh_token")));
        add(client("other", Authentication.NONE, Set.of("authorization_code", "refresh_token")));
        add(client("once", Authentication.NONE, Set.of("authorization_code")));
        add(client("fresh", Authentication.NONE, Set.of("refresh_token")));
        add(client("basic", Authentication.CLIENT_SECRET_BASIC, Set.of("authorization_code", "refresh_token")));
        add(client("post", Authentication.CLIENT_SECRET_POST, Set.of("authorization_code", "refresh_token")));
        clients.put("https://slow.example.com/client", new Lookup.Unavailable("It cannot be reached."));
        person("alice", "mcp:read", "mcp:write");
        person("bob", "mcp:read");
    }

    void person(String subject, String... scopes) {
        people.put(
                subject,
                new Person(
                        subject, Optional.of("The " + subject), Optional.of(subject + "@example.com"), Set.of(scopes)));
    }

    void add(Client client) {
        clients.put(client.id(), new Lookup.Found(client));
    }

    static Client client(String id, Authentication authentication, Set<String> grantTypes, String... redirectUris) {
        return new Client(
                id,
                Optional.empty(),
                redirectUris.length == 0 ? List.of(REDIRECT) : List.of(redirectUris),
                grantTypes,
                authentication,
                authentication == Authentication.NONE ? Optional.empty() : Optional.of(Digests.of(SECRET)),
                Optional.empty());
    }

    Client client(String id) {
        return ((Lookup.Found) clients.get(id)).client();
    }

    /** A query for an authorization request in order, with some parameters replaced; null leaves one out. */
    static String query(String... changes) {
        List<String> names = new ArrayList<>(List.of(
                "response_type", "client_id", "redirect_uri", "state", "code_challenge", "code_challenge_method"));
        List<String> values = new ArrayList<>(List.of("code", "public", REDIRECT, "xyz", Digests.of(VERIFIER), "S256"));
        List<String> pairs = new ArrayList<>();
        for (int at = 0; at < changes.length; at += 2) {
            int index = names.indexOf(changes[at]);
            if (index >= 0) {
                names.remove(index);
                values.remove(index);
            }
            if (changes[at + 1] != null) {
                names.add(changes[at]);
                values.add(changes[at + 1]);
            }
        }
        for (int at = 0; at < names.size(); at++) {
            pairs.add(encoded(names.get(at)) + "=" + encoded(values.get(at)));
        }
        return String.join("&", pairs);
    }

    AuthorizationRequest valid(String... changes) {
        return ((Reading.Valid) requests.read(query(changes))).request();
    }

    /** A code for which alice consented to everything. */
    String code(String clientId) {
        return codes.issue(valid("client_id", clientId), "alice", Set.of("mcp:read", "mcp:write"));
    }

    /** Redeems a code as its client does. */
    Response redeem(String clientId, String code, String... more) {
        return token(both(
                more,
                "grant_type",
                "authorization_code",
                "client_id",
                clientId,
                "code",
                code,
                "redirect_uri",
                REDIRECT,
                "code_verifier",
                VERIFIER));
    }

    /** The members of the answer with which a code of the client was redeemed. */
    Map<String, Object> granted(String clientId) {
        return json(redeem(clientId, code(clientId)));
    }

    Response refresh(String clientId, Object refreshToken, String... more) {
        return token(both(
                more, "grant_type", "refresh_token", "client_id", clientId, "refresh_token", refreshToken.toString()));
    }

    /** What is in the first list, and of the second what the first does not name. */
    private static String[] both(String[] first, String... second) {
        List<String> all = new ArrayList<>(Arrays.asList(first));
        for (int at = 0; at < second.length; at += 2) {
            if (!Arrays.asList(first).contains(second[at])) {
                all.add(second[at]);
                all.add(second[at + 1]);
            }
        }
        return all.toArray(String[]::new);
    }

    Response token(String... pairs) {
        return token.answer(form(Map.of(), pairs));
    }

    Response revoke(String... pairs) {
        return revocation.answer(form(Map.of(), pairs));
    }

    /** A form; a parameter whose value is null is left out. */
    static Request form(Map<String, List<String>> headers, String... pairs) {
        List<String> encoded = new ArrayList<>();
        for (int at = 0; at < pairs.length; at += 2) {
            if (pairs[at + 1] != null) {
                encoded.add(encoded(pairs[at]) + "=" + encoded(pairs[at + 1]));
            }
        }
        return post(headers, String.join("&", encoded).getBytes(StandardCharsets.UTF_8));
    }

    static Request post(Map<String, List<String>> headers, byte[] body) {
        Map<String, List<String>> all = new ConcurrentHashMap<>(headers);
        all.putIfAbsent("Content-Type", List.of("application/x-www-form-urlencoded"));
        return new Request("POST", "/token", "", all, body, "127.0.0.1");
    }

    static String basic(String id, String secret) {
        String pair = encoded(id) + ":" + encoded(secret);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static Map<String, Object> json(Response response) {
        try {
            return Json.object(response.body());
        } catch (JoseException malformed) {
            throw new AssertionError("The answer is no JSON: " + response, malformed);
        }
    }

    static String error(Response response) {
        return String.valueOf(json(response).get("error"));
    }

    /** The parameters of a location. */
    static Form parameters(String location) {
        return Form.parse(location.substring(location.indexOf('?') + 1)).orElseThrow();
    }

    Map<String, Object> claims(Map<String, Object> answer) {
        return verify(String.valueOf(answer.get("access_token"))).orElseThrow();
    }

    /** Whether the end of a grant was told. */
    boolean isEvicted(Map<String, Object> answer) {
        Object sid = claims(answer).get("sid");
        return evictions.contains(String.valueOf(sid));
    }

    boolean isLive(Map<String, Object> answer) {
        return store.grant(claims(answer).get("sid").toString()).orElseThrow().isLive(clock.instant());
    }

    /** The claims, if one of the published keys verifies the signature. */
    private Optional<Map<String, Object>> verify(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            for (Map<String, Object> published : keys.published()) {
                ECKey key = ECKey.parse(published);
                if (key.getKeyID().equals(jwt.getHeader().getKeyID()) && jwt.verify(new ECDSAVerifier(key))) {
                    return Optional.of(Json.object(jwt.getPayload().toBytes()));
                }
            }
            return Optional.empty();
        } catch (ParseException | JOSEException | JoseException foreign) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
