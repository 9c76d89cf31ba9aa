package io.mcpidentity.testkit;

import io.mcpidentity.testkit.EmulatedServer.Answer;
import io.mcpidentity.testkit.EmulatedServer.Request;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The web application flow of the emulated GitHub, with nobody asked: {@code login} names who signs in. Thread-safe. */
final class GitHubSignIn {

    private static final long EIGHT_HOURS = 28_800;
    private static final long SIX_MONTHS = 15_897_600;

    private record Code(String login, Set<String> scopes, String redirectUri, Optional<String> challenge) {}

    private record Renewal(String accessToken, String login) {}

    private final GitHubWorld world;
    private final Supplier<String> issuer;
    private final Map<String, Code> codes = new ConcurrentHashMap<>();
    private final Map<String, Renewal> renewals = new ConcurrentHashMap<>();
    private volatile boolean expiring;

    GitHubSignIn(GitHubWorld world, Supplier<String> issuer) {
        this.world = world;
        this.issuer = issuer;
    }

    void expiring(boolean expire) {
        expiring = expire;
    }

    /** Sends whoever {@code login} names back with a code; the callback is at loopback, on any port. */
    Answer authorize(Request request) {
        String redirect = request.parameter("redirect_uri").orElse("");
        if (!request.parameter("client_id").equals(Optional.of(GitHubEmulation.CLIENT_ID))) {
            return Answer.status(404);
        }
        String host =
                redirect.isEmpty() ? "" : String.valueOf(URI.create(redirect).getHost());
        if (!Set.of("127.0.0.1", "[::1]", "localhost").contains(host)) {
            return Answer.json(400, Map.of("error", "redirect_uri_mismatch"));
        }
        Optional<String> challenge = request.parameter("code_challenge");
        if (challenge.isPresent() && !request.parameter("code_challenge_method").equals(Optional.of("S256"))) {
            return Answer.json(400, Map.of("error", "invalid_request"));
        }
        String code = world.letters(20);
        codes.put(
                code,
                new Code(
                        request.parameter("login").orElse("octocat"),
                        scopes(request.parameter("scope").orElse("")),
                        redirect,
                        challenge));
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("code", code);
        request.parameter("state").ifPresent(state -> answer.put("state", state));
        answer.put("iss", issuer.get());
        return Answer.status(302).with("Location", redirect + (redirect.contains("?") ? "&" : "?") + form(answer));
    }

    /** Redeems a code or a refresh token; errors come with status 200, and all in a form unless JSON is asked for. */
    Answer redeem(Request request) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (!isTheApp(request)) {
            fields.put("error", "incorrect_client_credentials");
        } else if (request.field("grant_type").equals(Optional.of("refresh_token"))) {
            renew(request, fields);
        } else {
            redeemCode(request, fields);
        }
        if (fields.containsKey("error")) {
            fields.put("error_description", "The emulation says no.");
        }
        boolean wantsJson = request.header("Accept").orElse("").contains("application/json");
        return wantsJson
                ? Answer.json(fields)
                : Answer.text(
                        200,
                        "application/x-www-form-urlencoded; charset=utf-8",
                        form(fields.entrySet().stream()
                                .collect(Collectors.toMap(
                                        Map.Entry::getKey,
                                        entry -> String.valueOf(entry.getValue()),
                                        (one, other) -> one,
                                        LinkedHashMap::new))));
    }

    /** By HTTP Basic or in the form: GitHub documents the form alone; whether it takes the other was not tried there. */
    private static boolean isTheApp(Request request) {
        String app = GitHubEmulation.CLIENT_ID + ":" + GitHubEmulation.CLIENT_SECRET;
        return request.credentials()
                .or(() -> request.field("client_id")
                        .flatMap(id -> request.field("client_secret").map(secret -> id + ":" + secret)))
                .equals(Optional.of(app));
    }

    private void redeemCode(Request request, Map<String, Object> fields) {
        Optional<Code> code = request.field("code").map(codes::remove);
        if (code.isEmpty() || !isProven(code.get(), request.field("code_verifier"))) {
            fields.put("error", "bad_verification_code");
        } else if (request.field("redirect_uri")
                .filter(uri -> !uri.equals(code.get().redirectUri))
                .isPresent()) {
            fields.put("error", "redirect_uri_mismatch");
        } else {
            issue(code.get().login, code.get().scopes, fields);
        }
    }

    private void renew(Request request, Map<String, Object> fields) {
        Optional<Renewal> renewal = request.field("refresh_token").map(renewals::remove);
        if (renewal.isEmpty()) {
            fields.put("error", "bad_refresh_token");
        } else {
            world.forget(renewal.get().accessToken);
            issue(renewal.get().login, Set.of(), fields);
        }
    }

    private void issue(String login, Set<String> scopes, Map<String, Object> fields) {
        Optional<Instant> expiry = expiring ? Optional.of(Instant.now().plusSeconds(EIGHT_HOURS)) : Optional.empty();
        String token = world.issue(
                        expiring ? "ghu_" : "gho_",
                        GitHubEmulation.CLIENT_ID,
                        login,
                        expiring ? Set.of() : scopes,
                        expiry)
                .value();
        fields.put("access_token", token);
        if (expiring) {
            String refresh = "ghr_" + world.letters(76);
            renewals.put(refresh, new Renewal(token, login));
            fields.put("expires_in", EIGHT_HOURS);
            fields.put("refresh_token", refresh);
            fields.put("refresh_token_expires_in", SIX_MONTHS);
        }
        fields.put(
                "scope",
                world.token(token).map(its -> String.join(",", its.scopes())).orElse(""));
        fields.put("token_type", "bearer");
    }

    private static boolean isProven(Code code, Optional<String> verifier) {
        return code.challenge.equals(verifier.map(GitHubSignIn::challenge));
    }

    private static String challenge(String verifier) {
        try {
            return TokenMint.base64(
                    MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }

    private static Set<String> scopes(String text) {
        return List.of(text.split("[\\s,]+")).stream()
                .filter(scope -> !scope.isEmpty())
                .collect(Collectors.toSet());
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
