package io.mcpidentity.testkit;

import io.mcpidentity.testkit.EmulatedServer.Answer;
import io.mcpidentity.testkit.EmulatedServer.Request;
import io.mcpidentity.testkit.GoogleEmulation.Account;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The sign-in page and the token endpoint of a {@link GoogleEmulation} (RFC 6749 §4.1, RFC 7636). Thread-safe. */
final class GoogleSignIn {

    private record Client(String secret, List<String> redirectUris) {}

    private record Code(GoogleTokens.Grant grant, String redirectUri, Optional<String> challenge, boolean offline) {}

    private final GoogleEmulation google;
    private final GoogleTokens tokens;
    private final Map<String, Client> clients = new ConcurrentHashMap<>();
    private final Map<String, Code> codes = new ConcurrentHashMap<>();
    private final Set<String> unticked = ConcurrentHashMap.newKeySet();
    private volatile Account account = Account.personal("ann@gmail.com");

    GoogleSignIn(GoogleEmulation google, GoogleTokens tokens) {
        this.google = google;
        this.tokens = tokens;
        client(GoogleEmulation.CLIENT_ID, GoogleEmulation.CLIENT_SECRET, List.of());
    }

    void client(String id, String secret, List<String> redirectUris) {
        clients.put(id, new Client(secret, redirectUris));
    }

    void signsIn(Account next) {
        account = next;
    }

    void untick(String scope) {
        unticked.add(scope);
    }

    /** Shows errors to whoever sits before the browser, as Google does, and not to the client. */
    Answer authorize(Request request) {
        Client client = clients.get(request.parameter("client_id").orElse(""));
        String redirectUri = request.parameter("redirect_uri").orElse("");
        String scope = request.parameter("scope").orElse("");
        if (client == null) {
            return page(401, "invalid_client");
        }
        if (!client.redirectUris().contains(redirectUri) && !isLoopback(redirectUri)) {
            return page(400, "redirect_uri_mismatch");
        }
        if (!request.parameter("response_type").equals(Optional.of("code"))) {
            return page(400, "invalid_request: response_type");
        }
        if (scope.isBlank()) {
            return page(400, "invalid_request: Missing required parameter: scope");
        }
        Set<String> scopes = new LinkedHashSet<>(List.of(scope.split(" ")));
        if (!scopes.stream().allMatch(GoogleSignIn::isKnown)) {
            return page(400, "invalid_scope");
        }
        Optional<String> method = request.parameter("code_challenge_method");
        if (request.parameter("code_challenge").isPresent() && !method.equals(Optional.of("S256"))) {
            return page(400, "invalid_request: code_challenge_method");
        }
        scopes.removeAll(unticked);
        return redirect(request, redirectUri, scopes);
    }

    private Answer redirect(Request request, String redirectUri, Set<String> scopes) {
        String clientId = request.parameter("client_id").orElseThrow();
        GoogleTokens.Grant grant = new GoogleTokens.Grant(account, clientId, clientId, Set.copyOf(scopes));
        boolean again = tokens.hasRefresh(grant)
                && !request.parameter("prompt").orElse("").contains("consent");
        boolean offline = request.parameter("access_type").equals(Optional.of("offline")) && !again;
        String code = "4/0" + tokens.random(48);
        codes.put(code, new Code(grant, redirectUri, request.parameter("code_challenge"), offline));
        StringBuilder location = new StringBuilder(redirectUri)
                .append(redirectUri.contains("?") ? "&" : "?")
                .append("code=")
                .append(encode(code))
                .append("&scope=")
                .append(encode(GoogleTokens.shown(scopes)));
        request.parameter("state").ifPresent(state -> location.append("&state=").append(encode(state)));
        return Answer.status(302).with("Location", location.toString());
    }

    Answer exchange(Request request) {
        Optional<String> clientId = authenticate(request);
        if (clientId.isEmpty()) {
            return Answer.json(401, Map.of("error", "invalid_client", "error_description", "Unauthorized"));
        }
        return switch (request.field("grant_type").orElse("")) {
            case "authorization_code" -> byCode(request, clientId.get());
            case "refresh_token" ->
                request.field("refresh_token")
                        .flatMap(tokens::findRefresh)
                        .filter(grant -> grant.audience().equals(clientId.get()))
                        .map(grant -> Answer.json(answer(grant)))
                        .orElseGet(GoogleSignIn::invalidGrant);
            default -> Answer.json(400, Map.of("error", "unsupported_grant_type"));
        };
    }

    private Answer byCode(Request request, String clientId) {
        Code code = codes.remove(request.field("code").orElse(""));
        if (code == null
                || !code.grant().audience().equals(clientId)
                || !code.redirectUri().equals(request.field("redirect_uri").orElse(""))
                || !code.challenge().equals(request.field("code_verifier").map(GoogleSignIn::challenge))) {
            return invalidGrant();
        }
        Map<String, Object> answer = answer(code.grant());
        if (code.offline()) {
            answer.put("refresh_token", tokens.issueRefresh(code.grant()));
        }
        if (code.grant().says("openid")) {
            answer.put(
                    "id_token",
                    google.idToken(code.grant().account(), clientId).sign().value());
        }
        return Answer.json(answer);
    }

    private Map<String, Object> answer(GoogleTokens.Grant grant) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("access_token", tokens.issue(grant));
        answer.put("expires_in", GoogleTokens.LIFETIME);
        answer.put("scope", GoogleTokens.shown(grant.scopes()));
        answer.put("token_type", "Bearer");
        return answer;
    }

    private Optional<String> authenticate(Request request) {
        String[] basic = request.credentials().orElse("").split(":", 2);
        String id = request.field("client_id").orElse(basic[0]);
        String secret = request.field("client_secret").orElse(basic.length == 2 ? basic[1] : "");
        return Optional.of(id)
                .filter(known -> clients.containsKey(known)
                        && clients.get(known).secret().equals(secret));
    }

    private static Answer invalidGrant() {
        return Answer.json(400, Map.of("error", "invalid_grant", "error_description", "Bad Request"));
    }

    private static Answer page(int status, String error) {
        return Answer.text(status, "text/html", "<!doctype html><title>Error</title><p>Error " + status + ": " + error);
    }

    /** Every port, as for desktop applications. */
    private static boolean isLoopback(String redirectUri) {
        return redirectUri.matches("http://(127\\.0\\.0\\.1|localhost|\\[::1\\])(:[0-9]+)?(/.*)?");
    }

    private static boolean isKnown(String scope) {
        return GoogleEmulation.SCOPES.contains(scope) || scope.startsWith("https://www.googleapis.com/auth/");
    }

    private static String challenge(String verifier) {
        try {
            return TokenMint.base64(
                    MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException unavailable) {
            throw new IllegalStateException(unavailable);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
