package io.mcpidentity.testkit;

import io.mcpidentity.testkit.EmulatedServer.Answer;
import io.mcpidentity.testkit.EmulatedServer.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The part of Auth0's Management API that {@link Auth0Emulation} has: roles and organizations of users, the end of their
 * sessions, refresh tokens and grants, and tokens by client credentials for all that. Thread-safe.
 */
public final class Auth0ManagementEmulation {

    /** The machine-to-machine application that is authorized for it. */
    public static final String CLIENT_ID = "3Gd9pLk1VwzZxQm7sR2t";

    /** The secret of {@link #CLIENT_ID}. */
    public static final String CLIENT_SECRET = "the-secret-of-the-application";

    private static final String PREFIX = "/api/v2";
    private static final int LARGEST_PAGE = 100;

    private record Organization(String id, String name) {}

    private final Auth0Emulation tenant;
    private final Set<String> users = ConcurrentHashMap.newKeySet();
    private final Map<String, Set<String>> roles = new ConcurrentHashMap<>();
    private final Map<String, Set<Organization>> organizations = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> memberRoles = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> sessions = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> refreshTokens = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> grants = new ConcurrentHashMap<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private volatile Set<String> scopes = Set.of(
            "read:users",
            "read:roles",
            "read:role_members",
            "read:organizations",
            "read:organization_member_roles",
            "delete:sessions",
            "delete:refresh_tokens",
            "delete:grants");
    private volatile Instant limitedUntil = Instant.MIN;

    Auth0ManagementEmulation(Auth0Emulation tenant) {
        this.tenant = tenant;
        tenant.at("POST", "/oauth/token", this::token);
        read(
                "/users/{id}/roles",
                "roles",
                Set.of("read:users", "read:roles", "read:role_members"),
                request -> named(roles, request.variable("id")));
        read(
                "/users/{id}/organizations",
                "organizations",
                Set.of("read:organizations"),
                request -> organizations.getOrDefault(request.variable("id"), Set.of()).stream()
                        .map(found -> Map.<String, Object>of("id", found.id, "name", found.name))
                        .toList());
        read(
                "/organizations/{organization}/members/{id}/roles",
                "roles",
                Set.of("read:organization_member_roles"),
                request -> named(memberRoles, request.variable("organization") + " " + request.variable("id")));
        end("/users/{id}/sessions", Set.of("delete:sessions"), sessions);
        end("/users/{id}/refresh-tokens", Set.of("delete:refresh_tokens"), refreshTokens);
        tenant.at(
                "DELETE",
                PREFIX + "/grants",
                request -> guarded(request, Set.of("delete:grants"), () -> {
                    grants.remove(request.parameter("user_id").orElse(""));
                    return Answer.status(204);
                }));
        tenant.at(
                "POST",
                PREFIX + "/sessions/{session}/revoke",
                request -> guarded(request, Set.of("delete:sessions", "delete:refresh_tokens"), () -> revoke(request)));
    }

    /** Makes a user known who has nothing yet. */
    public void user(String id) {
        users.add(id);
    }

    /** Gives a user a role in the whole tenant. */
    public void role(String user, String role) {
        add(roles, user, role);
    }

    /** Makes a user a member of an organization. */
    public void member(String user, String organization, String name) {
        users.add(user);
        organizations
                .computeIfAbsent(user, absent -> new CopyOnWriteArraySet<>())
                .add(new Organization(organization, name));
    }

    /** Gives a user a role within an organization. */
    public void memberRole(String user, String organization, String role) {
        users.add(user);
        memberRoles
                .computeIfAbsent(organization + " " + user, absent -> new CopyOnWriteArraySet<>())
                .add(role);
    }

    /** Signs a user in: from now on there are a session with this {@code sid}, a refresh token of it, and a grant. */
    public void session(String user, String sid) {
        add(sessions, user, sid);
        add(refreshTokens, user, sid);
        add(grants, user, Auth0Emulation.CLIENT);
    }

    /** The sessions of a user, by their {@code sid}. */
    public Set<String> sessions(String user) {
        return Set.copyOf(sessions.getOrDefault(user, Set.of()));
    }

    /** The refresh tokens of a user, by the {@code sid} of their sessions. */
    public Set<String> refreshTokens(String user) {
        return Set.copyOf(refreshTokens.getOrDefault(user, Set.of()));
    }

    /** The clients that have a grant of a user. */
    public Set<String> grants(String user) {
        return Set.copyOf(grants.getOrDefault(user, Set.of()));
    }

    /** Authorizes the application for these scopes alone, at once: tokens that it has already lose the others. */
    public void authorize(Set<String> only) {
        scopes = Set.copyOf(only);
    }

    /** Refuses all tokens that it has issued until now. */
    public void forgetTokens() {
        tokens.clear();
    }

    /** The tokens that it has issued and not forgotten: secrets, to look for in logs. */
    public List<String> tokens() {
        return List.copyOf(tokens);
    }

    /** Answers 429 until this time, by its own clock, and says so as Auth0 does. */
    public void limitUntil(Instant reset) {
        limitedUntil = reset;
    }

    private void add(Map<String, Set<String>> map, String user, String value) {
        users.add(user);
        map.computeIfAbsent(user, absent -> new CopyOnWriteArraySet<>()).add(value);
    }

    private static List<Map<String, Object>> named(Map<String, Set<String>> names, String of) {
        List<Map<String, Object>> found = new ArrayList<>();
        names.getOrDefault(of, Set.of())
                .forEach(name -> found.add(Map.of("id", "rol_" + name.hashCode(), "name", name, "description", "")));
        return found;
    }

    private Answer token(Request request) {
        if (!request.field("client_id").equals(Optional.of(CLIENT_ID))
                || !request.field("client_secret").equals(Optional.of(CLIENT_SECRET))) {
            return Answer.json(401, Map.of("error", "access_denied", "error_description", "Unauthorized"));
        }
        if (!request.field("grant_type").equals(Optional.of("client_credentials"))
                || !request.field("audience").equals(Optional.of(tenant.url() + PREFIX + "/"))) {
            return Answer.json(
                    403, Map.of("error", "access_denied", "error_description", "Service not enabled within domain"));
        }
        String scope = String.join(" ", scopes);
        String token = tenant.machineToken(tenant.url() + PREFIX + "/", scope)
                .claim("sub", CLIENT_ID + "@clients")
                .claim("azp", CLIENT_ID)
                .claim("jti", UUID.randomUUID().toString())
                .sign()
                .value();
        tokens.add(token);
        return Answer.json(Map.of("access_token", token, "scope", scope, "expires_in", 86400, "token_type", "Bearer"));
    }

    /** What lies behind a token with these scopes. */
    private Answer guarded(Request request, Set<String> needed, Supplier<Answer> answer) {
        if (request.bearer().filter(tokens::contains).isEmpty()) {
            return error(401, "Unauthorized", "Invalid token");
        }
        if (!scopes.containsAll(needed)) {
            return error(403, "Forbidden", "Insufficient scope, expected any of: " + String.join(",", needed));
        }
        Instant reset = limitedUntil;
        if (Instant.now().isBefore(reset)) {
            return error(429, "Too Many Requests", "Global limit has been reached")
                    .with("X-RateLimit-Limit", "10")
                    .with("X-RateLimit-Remaining", "0")
                    .with("X-RateLimit-Reset", String.valueOf(reset.getEpochSecond()));
        }
        return answer.get();
    }

    private void read(
            String path, String member, Set<String> needed, Function<Request, List<Map<String, Object>>> items) {
        tenant.at(
                "GET",
                PREFIX + path,
                request -> guarded(
                        request,
                        needed,
                        () -> users.contains(request.variable("id"))
                                ? page(request, member, items.apply(request))
                                : unknown()));
    }

    private static Answer page(Request request, String member, List<Map<String, Object>> items) {
        int size = Math.min(LARGEST_PAGE, number(request, "per_page", 50));
        int start = Math.min(items.size(), number(request, "page", 0) * size);
        List<Map<String, Object>> page = items.subList(start, Math.min(items.size(), start + size));
        if (!request.parameter("include_totals").equals(Optional.of("true"))) {
            return Answer.json(page);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(member, page);
        answer.put("start", start);
        answer.put("limit", size);
        answer.put("total", items.size());
        return Answer.json(answer);
    }

    private static int number(Request request, String parameter, int otherwise) {
        return request.parameter(parameter).map(Integer::parseInt).orElse(otherwise);
    }

    private void end(String path, Set<String> needed, Map<String, Set<String>> what) {
        tenant.at(
                "DELETE",
                PREFIX + path,
                request -> guarded(request, needed, () -> {
                    String user = request.variable("id");
                    what.remove(user);
                    return users.contains(user) ? Answer.status(202) : unknown();
                }));
    }

    private Answer revoke(Request request) {
        String session = request.variable("session");
        boolean known = false;
        for (Set<String> of : sessions.values()) {
            known |= of.remove(session);
        }
        refreshTokens.values().forEach(of -> of.remove(session));
        return known ? Answer.status(202) : error(404, "Not Found", "The session does not exist.");
    }

    private static Answer unknown() {
        return error(404, "Not Found", "The user does not exist.");
    }

    private static Answer error(int status, String error, String message) {
        return Answer.json(status, Map.of("statusCode", status, "error", error, "message", message));
    }

    /** Names the tenant. */
    @Override
    public String toString() {
        return "Auth0ManagementEmulation[" + tenant.url() + "]";
    }
}
