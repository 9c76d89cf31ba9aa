package io.mcpidentity.testkit;

import io.mcpidentity.AccessToken;
import io.mcpidentity.spi.HttpEndpoints;
import io.mcpidentity.spi.HttpEndpoints.Header;
import io.mcpidentity.spi.HttpEndpoints.Request;
import io.mcpidentity.spi.HttpEndpoints.Response;
import io.mcpidentity.testkit.EmbeddedAuthorizationServer.User;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Does what a client, a browser and a person do, without a network between them: registers, signs in, consents, and
 * redeems the code. Thread-safe.
 */
final class SignInByProgram {

    private static final String REDIRECT_URI = "http://127.0.0.1/callback";
    private static final Pattern INTERACTION = Pattern.compile("name=\"interaction\" value=\"([^\"]+)\"");
    private static final Pattern ONWARD = Pattern.compile("http-equiv=\"refresh\" content=\"0;url=([^\"]+)\"");

    private final HttpEndpoints endpoints;
    private final String path;
    private final String resource;
    private final Map<String, User> users;
    private final String verifier = UUID.randomUUID().toString() + UUID.randomUUID();
    private volatile String clientId = "";

    SignInByProgram(HttpEndpoints endpoints, String issuer, String resource, Map<String, User> users) {
        this.endpoints = endpoints;
        this.path = URI.create(issuer).getRawPath();
        this.resource = resource;
        this.users = Map.copyOf(users);
    }

    AccessToken token(String name, Set<String> scopes) {
        User user = users.get(name);
        if (user == null) {
            throw new IllegalArgumentException(
                    "Nobody is called " + name + "; there are " + new TreeSet<>(users.keySet()));
        }
        Map<String, String> redeemed = new LinkedHashMap<>();
        redeemed.put("grant_type", "authorization_code");
        redeemed.put("code", code(user, String.join(" ", scopes)));
        redeemed.put("redirect_uri", REDIRECT_URI);
        redeemed.put("client_id", client());
        redeemed.put("code_verifier", verifier);
        redeemed.put("resource", resource);
        String tokens = text(expect(200, post("/token", redeemed, new LinkedHashMap<>())));
        Set<String> granted = Set.of(member(tokens, "scope").split(" "));
        if (!granted.equals(scopes)) {
            throw new IllegalArgumentException(name + " may not have " + new TreeSet<>(scopes) + ", but " + granted);
        }
        return AccessToken.of(member(tokens, "access_token"));
    }

    /** Registers with the first token; if two come at once, one registration goes unused. */
    private String client() {
        if (clientId.isEmpty()) {
            String registration = JsonText.of(Map.of(
                    "client_name", "Test",
                    "redirect_uris", List.of(REDIRECT_URI),
                    "token_endpoint_auth_method", "none"));
            Response registered = answer("POST", "/register", "", "application/json", registration, Map.of());
            clientId = member(text(expect(201, registered)), "client_id");
        }
        return clientId;
    }

    private String code(User user, String scope) {
        Map<String, String> cookies = new LinkedHashMap<>();
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", client());
        query.put("redirect_uri", REDIRECT_URI);
        query.put("scope", scope);
        query.put("resource", resource);
        query.put("code_challenge", challenge());
        query.put("code_challenge_method", "S256");
        Response page = answer("GET", "/authorize", form(query), "", "", cookies);
        keep(page, cookies);
        if (page.status() == 303) {
            throw refusal(user, location(page));
        }
        Response signedIn = post(
                "/sign-in",
                Map.of("interaction", interaction(page), "username", user.name(), "password", user.password()),
                cookies);
        Response consent = signedIn.status() == 303
                ? answer("GET", "/authorize", URI.create(location(signedIn)).getRawQuery(), "", "", cookies)
                : signedIn;
        keep(consent, cookies);
        if (!text(consent).contains("value=\"allow\"")) {
            throw new IllegalArgumentException(user + " may have nothing of: " + scope);
        }
        Response decided = post("/consent", Map.of("interaction", interaction(consent), "decision", "allow"), cookies);
        String onward = find(ONWARD, text(expect(200, decided))).replace("&amp;", "&");
        Matcher code = Pattern.compile("[?&]code=([^&]+)").matcher(onward);
        if (!code.find()) {
            throw refusal(user, onward);
        }
        return URLDecoder.decode(code.group(1), StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException refusal(User user, String location) {
        Matcher error = Pattern.compile("[?&]error=([a-z_]+)").matcher(location);
        return new IllegalArgumentException(user + " gets no code: " + (error.find() ? error.group(1) : "no reason"));
    }

    private Response post(String endpoint, Map<String, String> fields, Map<String, String> cookies) {
        Response response = answer("POST", endpoint, "", "application/x-www-form-urlencoded", form(fields), cookies);
        keep(response, cookies);
        return response;
    }

    private Response answer(
            String method, String endpoint, String query, String type, String body, Map<String, String> cookies) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        if (!type.isEmpty()) {
            headers.put("Content-Type", List.of(type));
        }
        if (!cookies.isEmpty()) {
            headers.put(
                    "Cookie",
                    List.of(cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; "))));
        }
        return endpoints.answer(new Request(
                method, path + endpoint, query, headers, body.getBytes(StandardCharsets.UTF_8), "127.0.0.1"));
    }

    private static void keep(Response response, Map<String, String> cookies) {
        for (Header header : response.headers()) {
            if (header.name().equalsIgnoreCase("Set-Cookie")) {
                String cookie = header.value().split(";", 2)[0];
                int equals = cookie.indexOf('=');
                cookies.put(cookie.substring(0, equals), cookie.substring(equals + 1));
            }
        }
    }

    private static Response expect(int status, Response response) {
        if (response.status() != status) {
            throw new IllegalStateException(
                    "The authorization server answers " + response.status() + ", not " + status);
        }
        return response;
    }

    private static String interaction(Response page) {
        return find(INTERACTION, text(expect(200, page)));
    }

    private static String location(Response response) {
        return response.header("Location").orElse("");
    }

    /** A string member of a JSON object that this project writes itself: without escapes. */
    private static String member(String json, String name) {
        return find(Pattern.compile("\"" + name + "\":\"([^\"]*)\""), json);
    }

    private static String find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("The authorization server's answer holds no " + pattern);
        }
        return matcher.group(1);
    }

    private static String text(Response response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private String challenge() {
        try {
            return TokenMint.base64(
                    MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }
}
