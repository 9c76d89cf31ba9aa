package io.mcpidentity.provider.github;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.VerifiedToken;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is taken from GitHub's JSON about an account, under the names of OpenID Connect Core 1.0 §5.1; nothing else of an
 * answer becomes a claim. The public e-mail address is left out, because GitHub does not say that it is verified.
 */
final class GitHubUser {

    private static final Map<String, String> CLAIMS = Map.of(
            "login", "preferred_username",
            "name", "name",
            "avatar_url", "picture",
            "html_url", "profile");

    private GitHubUser() {}

    /** The account's number, which it keeps for good; its login is others' after it was renamed. */
    static Optional<String> id(Map<?, ?> user) {
        return user.get("id") instanceof Long id && id > 0 ? Optional.of(String.valueOf(id)) : Optional.empty();
    }

    /** The claims about an account. */
    static Map<String, Object> claims(Map<?, ?> user) {
        Map<String, Object> claims = new LinkedHashMap<>();
        id(user).ifPresent(id -> claims.put("sub", id));
        CLAIMS.forEach((member, claim) -> {
            if (user.get(member) instanceof String text && !text.isBlank()) {
                claims.put(claim, text);
            }
        });
        return claims;
    }

    /** Starts what is known of a token that says this about its holder; its id is a mark until GitHub's is known. */
    static VerifiedToken.Builder token(String issuer, Map<?, ?> user, AccessToken token) {
        VerifiedToken.Builder known =
                VerifiedToken.builder(issuer).claims(claims(user)).tokenId(TokenMark.of(token));
        id(user).ifPresent(known::subject);
        return known;
    }

    /** A time of an answer. */
    static Optional<Instant> time(Map<?, ?> json, String member) throws ProviderUnavailableException {
        Object value = json.get(member);
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(value.toString()).toInstant());
        } catch (DateTimeException malformed) {
            throw new ProviderUnavailableException("GitHub's answer about a token has no time in " + member);
        }
    }
}
