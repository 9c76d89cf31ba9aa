package io.mcpidentity.testkit;

import io.mcpidentity.testkit.GoogleEmulation.Account;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The tokens that a {@link GoogleEmulation} has issued and not taken back. Thread-safe. */
final class GoogleTokens {

    /** How long tokens are valid, in seconds. */
    static final long LIFETIME = 3599;

    private static final String USERINFO = "https://www.googleapis.com/auth/userinfo.";

    private final Map<String, Issued> access = new ConcurrentHashMap<>();
    private final Map<String, Grant> refresh = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();

    /**
     * What an account lets a client do.
     *
     * @param account whose
     * @param audience the client that asked
     * @param presenter the client that presents the token
     * @param scopes by their short names
     */
    record Grant(Account account, String audience, String presenter, Set<String> scopes) {

        boolean says(String scope) {
            return scopes.contains(scope) || scopes.contains(USERINFO + scope);
        }

        private boolean isOfSameConsent(Grant other) {
            return account.equals(other.account) && audience.equals(other.audience);
        }
    }

    /** A token's grant, and when it ends, in seconds since 1970. */
    record Issued(Grant grant, long expiry) {}

    long now() {
        return Instant.now().getEpochSecond();
    }

    String issue(Grant grant) {
        return issue("ya29.a0", grant);
    }

    /** With two dots, as a service account's token has. */
    String issueToService(Grant grant) {
        return issue("ya29.c.", grant);
    }

    private String issue(String prefix, Grant grant) {
        String token = prefix + random(96);
        access.put(token, new Issued(grant, now() + LIFETIME));
        return token;
    }

    String issueRefresh(Grant grant) {
        String token = "1//" + random(64);
        refresh.put(token, grant);
        return token;
    }

    String random(int bytes) {
        byte[] drawn = new byte[bytes];
        random.nextBytes(drawn);
        return TokenMint.base64(drawn);
    }

    Optional<Issued> find(String token) {
        return Optional.ofNullable(access.get(token)).filter(issued -> issued.expiry() > now());
    }

    Optional<Grant> findRefresh(String token) {
        return Optional.ofNullable(refresh.get(token));
    }

    boolean hasRefresh(Grant grant) {
        return refresh.values().stream().anyMatch(grant::isOfSameConsent);
    }

    void expire(String token) {
        access.computeIfPresent(token, (same, issued) -> new Issued(issued.grant(), now() - 1));
    }

    /** Ends the consent behind a token; false for tokens that nobody knows. */
    boolean revoke(String token) {
        Optional<Grant> grant = find(token).map(Issued::grant).or(() -> findRefresh(token));
        grant.ifPresent(ended -> {
            access.values().removeIf(issued -> issued.grant().isOfSameConsent(ended));
            refresh.values().removeIf(ended::isOfSameConsent);
        });
        return grant.isPresent();
    }

    /** Scopes as Google writes them in answers: two of them by other names than they are asked for. */
    static String shown(Set<String> scopes) {
        return new TreeSet<>(scopes)
                .stream()
                        .map(scope -> scope.equals("email") || scope.equals("profile") ? USERINFO + scope : scope)
                        .collect(Collectors.joining(" "));
    }
}
