package io.mcpidentity.client.session;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** An authorization server of a {@link World}: it registers, signs in whoever comes, and rotates refresh tokens. */
final class Issuer {

    /** What an access token stands for. */
    record Access(Set<String> scopes, Instant end, boolean bound) {}

    private record Code(Map<String, String> request) {}

    private final World world;
    private final String name;
    private final String prefix;
    final Map<String, Access> access = new ConcurrentHashMap<>();
    final List<Map<String, String>> authorizations = new CopyOnWriteArrayList<>();
    final List<Map<String, String>> tokenRequests = new CopyOnWriteArrayList<>();
    final List<Map<String, String>> revocations = new CopyOnWriteArrayList<>();
    final List<String> registrations = new CopyOnWriteArrayList<>();
    final Set<String> clients = ConcurrentHashMap.newKeySet();
    private final Map<String, Code> codes = new ConcurrentHashMap<>();
    private final Map<String, String> refresh = new ConcurrentHashMap<>();
    private final Map<String, String> used = new ConcurrentHashMap<>();
    private final AtomicInteger counter = new AtomicInteger();
    volatile Duration lifetime = Duration.ofMinutes(10);
    volatile boolean refreshes = true;
    volatile boolean grace;
    volatile boolean down;
    volatile boolean hidesMetadata;
    volatile boolean denies;
    volatile boolean losesAnswers;
    volatile boolean revokes;
    /** Whether people are let in by clients alone that have registered. */
    volatile boolean strict;

    volatile Optional<String> error = Optional.empty();
    volatile boolean readsDocuments;
    volatile boolean knowsDpop;
    volatile String nonce = "";
    volatile String scopesSupported = "";
    volatile Optional<String> wrongIss = Optional.empty();
    volatile Predicate<String> grants = scope -> true;
    volatile Runnable beforeToken = () -> {};

    Issuer(World world, String name) {
        this.world = world;
        this.name = name;
        prefix = name.isEmpty() ? "" : "/" + name;
    }

    String issuer() {
        return world.url() + prefix;
    }

    long refreshRequests() {
        return tokenRequests.stream()
                .filter(form -> "refresh_token".equals(form.get("grant_type")))
                .count();
    }

    boolean answer(Call call) throws IOException {
        String path = call.path();
        if (path.equals("/.well-known/oauth-authorization-server" + prefix) && !hidesMetadata) {
            metadata(call);
        } else if (path.equals(prefix + "/register")) {
            register(call);
        } else if (path.equals(prefix + "/authorize")) {
            authorize(call);
        } else if (path.equals(prefix + "/token")) {
            token(call);
        } else if (path.equals(prefix + "/revoke")) {
            revocations.add(call.form());
            call.answer(down ? 503 : 200, "{}");
        } else {
            return false;
        }
        return true;
    }

    private void metadata(Call call) throws IOException {
        String scopes = scopesSupported.isEmpty()
                ? ""
                : ", 'scopes_supported': ['" + scopesSupported.replace(" ", "', '") + "']";
        String document = readsDocuments ? ", 'client_id_metadata_document_supported': true" : "";
        call.answer(
                200,
                ("{'issuer': 'I', 'authorization_endpoint': 'I/authorize', 'token_endpoint': 'I/token',"
                                + " 'registration_endpoint': 'I/register', 'response_types_supported': ['code'],"
                                + " 'code_challenge_methods_supported': ['S256'],"
                                + " 'token_endpoint_auth_methods_supported': ['none', 'client_secret_basic'],"
                                + " 'authorization_response_iss_parameter_supported': true" + scopes + document
                                + (revokes ? ", 'revocation_endpoint': 'I/revoke'" : "") + "}")
                        .replace("'I", "'" + issuer()));
    }

    private void register(Call call) throws IOException {
        registrations.add(call.body());
        String id = name + "-client-" + counter.incrementAndGet();
        clients.add(id);
        call.answer(201, "{'client_id': '" + id + "', 'token_endpoint_auth_method': 'none'}");
    }

    private void authorize(Call call) throws IOException {
        Map<String, String> request = call.query();
        authorizations.add(request);
        if (strict && !clients.contains(request.get("client_id"))) {
            call.answer(400, "");
            return;
        }
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("state", request.getOrDefault("state", ""));
        answer.put("iss", wrongIss.orElse(issuer()));
        if (denies || error.isPresent()) {
            answer.put("error", error.orElse("access_denied"));
        } else {
            String code = name + "-code-" + counter.incrementAndGet();
            codes.put(code, new Code(request));
            answer.put("code", code);
        }
        StringBuilder location = new StringBuilder(request.getOrDefault("redirect_uri", ""));
        String separator = "?";
        for (Map.Entry<String, String> field : answer.entrySet()) {
            location.append(separator).append(field.getKey()).append('=');
            location.append(URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8));
            separator = "&";
        }
        call.answer(302, "", "Location", location.toString());
    }

    private void token(Call call) throws IOException {
        Map<String, String> form = new LinkedHashMap<>(call.form());
        call.header("Authorization").ifPresent(basic -> form.put("basic", basic));
        call.header("DPoP").ifPresent(proof -> form.put("dpop", proof));
        tokenRequests.add(form);
        beforeToken.run();
        if (down) {
            call.answer(503, "{}");
            return;
        }
        if (!nonce.isEmpty() && call.header("DPoP").filter(this::hasNonce).isEmpty()) {
            call.answer(400, "{'error': 'use_dpop_nonce'}", "DPoP-Nonce", nonce);
            return;
        }
        switch (form.getOrDefault("grant_type", "")) {
            case "authorization_code" -> code(call, form);
            case "refresh_token" -> refresh(call, form);
            case "client_credentials", "urn:ietf:params:oauth:grant-type:jwt-bearer" -> machine(call, form);
            default -> call.answer(400, "{'error': 'unsupported_grant_type'}");
        }
    }

    private void code(Call call, Map<String, String> form) throws IOException {
        if (strict && !clients.contains(form.get("client_id"))) {
            call.answer(401, "{'error': 'invalid_client'}");
            return;
        }
        Code code = codes.remove(form.getOrDefault("code", ""));
        if (code == null
                || !code.request().get("redirect_uri").equals(form.get("redirect_uri"))
                || !code.request().get("client_id").equals(form.get("client_id"))
                || !code.request().get("resource").equals(form.get("resource"))
                || !code.request().get("code_challenge").equals(challenge(form.getOrDefault("code_verifier", "")))) {
            call.answer(400, "{'error': 'invalid_grant'}");
            return;
        }
        issue(call, form.get("client_id"), code.request().getOrDefault("scope", ""), form.containsKey("dpop"));
    }

    private void refresh(Call call, Map<String, String> form) throws IOException {
        String old = form.getOrDefault("refresh_token", "");
        String of = refresh.remove(old);
        if (of == null && grace) {
            of = used.get(old);
        }
        if (!clients.contains(form.get("client_id")) && form.get("basic") == null) {
            call.answer(401, "{'error': 'invalid_client'}");
        } else if (of == null) {
            call.answer(400, "{'error': 'invalid_grant'}");
        } else {
            used.put(old, of);
            issue(call, form.get("client_id"), of, form.containsKey("dpop"));
        }
    }

    private void machine(Call call, Map<String, String> form) throws IOException {
        if (form.getOrDefault("assertion", "").startsWith("bad")) {
            call.answer(400, "{'error': 'invalid_grant'}");
            return;
        }
        issue(call, form.get("client_id"), form.getOrDefault("scope", ""), form.containsKey("dpop"));
    }

    private void issue(Call call, String client, String asked, boolean proven) throws IOException {
        Set<String> scopes = new TreeSet<>();
        for (String scope : asked.split(" ")) {
            if (!scope.isEmpty() && grants.test(scope)) {
                scopes.add(scope);
            }
        }
        int number = counter.incrementAndGet();
        String token = name + "-access-" + number;
        boolean bound = proven && knowsDpop;
        access.put(token, new Access(scopes, world.clock().instant().plus(lifetime), bound));
        if (losesAnswers) {
            losesAnswers = false;
            call.answer(200, "{'access_token': 'cut o");
            return;
        }
        String again = "";
        if (refreshes && client != null && !"client_credentials".equals(lastGrant())) {
            String next = name + "-refresh-" + number;
            refresh.put(next, String.join(" ", scopes));
            again = ", 'refresh_token': '" + next + "'";
        }
        call.answer(
                200,
                "{'access_token': '" + token + "', 'token_type': '" + (bound ? "DPoP" : "Bearer") + "', 'expires_in': "
                        + lifetime.toSeconds() + ", 'scope': '" + String.join(" ", scopes) + "'" + again + "}");
    }

    private String lastGrant() {
        return tokenRequests.get(tokenRequests.size() - 1).getOrDefault("grant_type", "");
    }

    /** Makes all refresh tokens useless, as a new password would. */
    void revokeAll() {
        refresh.clear();
        used.clear();
        access.clear();
    }

    /** Makes all access tokens useless. */
    void endAccess() {
        access.clear();
    }

    boolean hasNonce(String proof) {
        return World.claims(proof).contains("\"nonce\":\"" + nonce + "\"");
    }

    private static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }
}
