package io.mcpidentity.testkit;

import io.mcpidentity.AccessToken;
import io.mcpidentity.testkit.EmulatedServer.Request;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Accounts, organizations, repositories and tokens of the emulated GitHub. Thread-safe. */
final class GitHubWorld {

    /** What a scope implies, as far as the emulation knows scopes. */
    private static final Map<String, Set<String>> IMPLIED = Map.of(
            "repo", Set.of("repo:status", "repo_deployment", "public_repo", "repo:invite", "security_events"),
            "admin:org", Set.of("write:org", "read:org"),
            "write:org", Set.of("read:org"),
            "user", Set.of("read:user", "user:email", "user:follow"),
            "project", Set.of("read:project"),
            "write:packages", Set.of("read:packages"));

    private static final int MOST_TOKENS = 10;
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /** An account. */
    record Account(long id, String login) {}

    /** An e-mail address. */
    record Email(String address, boolean primary, boolean verified) {}

    /** A token, without its value. */
    record Token(
            long id,
            String prefix,
            String clientId,
            Account owner,
            Set<String> scopes,
            Instant issuedAt,
            Optional<Instant> expiresAt) {

        boolean hasScopes() {
            return prefix.equals("gho_") || prefix.equals("ghp_");
        }

        boolean isInstallations() {
            return prefix.equals("ghs_");
        }

        String expiryHeader() {
            return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
                    .format(expiresAt.orElseThrow().atOffset(ZoneOffset.UTC));
        }
    }

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private final Map<String, Long> ids = new LinkedHashMap<>();
    private final Map<String, Token> tokens = new LinkedHashMap<>();
    private final Map<String, List<String>> reached = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> memberships = new LinkedHashMap<>();
    private final Map<String, Set<String>> teams = new LinkedHashMap<>();
    private final Map<String, List<Email>> emails = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> permissions = new LinkedHashMap<>();
    private long lastId = 1000;

    synchronized Account account(String login) {
        return accounts.computeIfAbsent(login, name -> new Account(++lastId, name));
    }

    /** The number of an organization, a team or a repository. */
    synchronized long id(String name) {
        return ids.computeIfAbsent(name, absent -> ++lastId);
    }

    /** GitHub leaves out what another scope implies, and revokes the oldest of more than ten tokens. */
    synchronized AccessToken issue(
            String prefix, String clientId, String login, Set<String> scopes, Optional<Instant> expiresAt) {
        String value = prefix + letters(36);
        Token token =
                new Token(++lastId, prefix, clientId, account(login), normalized(scopes), Instant.now(), expiresAt);
        tokens.put(value, token);
        List<String> alike = new ArrayList<>();
        tokens.forEach((other, its) -> {
            if (!clientId.isEmpty()
                    && its.clientId.equals(clientId)
                    && its.owner.equals(token.owner)
                    && its.scopes.equals(token.scopes)
                    && its.prefix.equals("gho_")) {
                alike.add(other);
            }
        });
        alike.stream().limit(Math.max(0, alike.size() - MOST_TOKENS)).forEach(tokens::remove);
        return AccessToken.of(value);
    }

    String letters(int length) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < length; at++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    /** A token that works. */
    synchronized Optional<Token> token(String value) {
        return Optional.ofNullable(tokens.get(value))
                .filter(token -> token.expiresAt
                        .filter(expiry -> !expiry.isAfter(Instant.now()))
                        .isEmpty());
    }

    synchronized void expire(AccessToken token) {
        tokens.computeIfPresent(
                token.value(),
                (value, its) -> new Token(
                        its.id,
                        its.prefix,
                        its.clientId,
                        its.owner,
                        its.scopes,
                        its.issuedAt,
                        Optional.of(Instant.EPOCH)));
    }

    synchronized void forget(String value) {
        tokens.remove(value);
    }

    /** Forgets all tokens of the same person and app. */
    synchronized void forgetGrant(String value) {
        Token one = tokens.get(value);
        if (one != null) {
            tokens.values().removeIf(its -> its.clientId.equals(one.clientId) && its.owner.equals(one.owner));
        }
    }

    synchronized void reach(AccessToken token, List<String> repositories) {
        reached.put(token.value(), List.copyOf(repositories));
    }

    synchronized Optional<List<String>> reached(String value) {
        return Optional.ofNullable(reached.get(value));
    }

    synchronized void member(String organization, String login, String state) {
        memberships.computeIfAbsent(login, absent -> new LinkedHashMap<>()).put(organization, state);
    }

    synchronized void leave(String organization, String login) {
        memberships.getOrDefault(login, new LinkedHashMap<>()).remove(organization);
        teams.getOrDefault(login, new LinkedHashSet<>()).removeIf(team -> team.startsWith(organization + "/"));
    }

    synchronized Map<String, String> memberships(String login) {
        return new LinkedHashMap<>(memberships.getOrDefault(login, Map.of()));
    }

    synchronized void team(String organization, String team, String login) {
        teams.computeIfAbsent(login, absent -> new LinkedHashSet<>()).add(organization + "/" + team);
    }

    synchronized Set<String> teams(String login) {
        return new LinkedHashSet<>(teams.getOrDefault(login, Set.of()));
    }

    synchronized void email(String login, Email email) {
        emails.computeIfAbsent(login, absent -> new ArrayList<>()).add(email);
    }

    synchronized List<Map<String, @Nullable Object>> emails(String login) {
        List<Map<String, @Nullable Object>> found = new ArrayList<>();
        for (Email email : emails.getOrDefault(login, List.of())) {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("email", email.address);
            json.put("primary", email.primary);
            json.put("verified", email.verified);
            json.put("visibility", email.primary ? "private" : null);
            found.add(json);
        }
        return found;
    }

    synchronized void permit(String repository, String login, String permission) {
        permissions.computeIfAbsent(repository, absent -> new LinkedHashMap<>()).put(login, permission);
    }

    synchronized Optional<String> permission(String repository, String login) {
        return Optional.ofNullable(
                permissions.getOrDefault(repository, Map.of()).get(login));
    }

    static boolean implies(Set<String> scopes, String wanted) {
        return scopes.stream()
                .anyMatch(scope -> scope.equals(wanted)
                        || IMPLIED.getOrDefault(scope, Set.of()).contains(wanted));
    }

    private static Set<String> normalized(Set<String> scopes) {
        Set<String> kept = new TreeSet<>(scopes);
        kept.removeIf(scope -> scopes.stream()
                .anyMatch(other -> IMPLIED.getOrDefault(other, Set.of()).contains(scope)));
        return kept;
    }

    /** The one member of the body about tokens. */
    static Optional<String> tokenIn(Request request) {
        if (!request.header("Content-Type").orElse("").startsWith("application/json")) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(request.json().get("access_token"))
                    .filter(String.class::isInstance)
                    .map(String.class::cast);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
