package io.mcpidentity.provider.github;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.Reason;
import io.mcpidentity.TokenBinding;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.oidc.ProviderApi;
import io.mcpidentity.spi.HttpTransport.Response;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks GitHub whose a personal access token is, and accepts those of named accounts. Thread-safe.
 *
 * <p>Such a token was issued to no app: whoever its owner has ever given it to can use it here. Its binding says so, by
 * {@link #CLIENT}, which only the accounts in the setting make acceptable.
 */
final class PersonalTokens {

    /** Stands where the client of other tokens stands; no app of GitHub's has such a client id. */
    static final String CLIENT = "personal-access-token";

    /** With the name of the zone, or its offset. */
    private static final Pattern EXPIRY =
            Pattern.compile("([0-9-]{10}) ([0-9:]{8}) (?:UTC|([+-][0-9]{2}):?([0-9]{2}))");

    private final String issuer;
    private final Set<String> accounts;
    private final GitHubApi gitHub;
    private final ProviderApi whose;
    private final Duration revalidate;

    /**
     * A check.
     *
     * @param accounts the numbers of the accounts whose tokens are accepted
     */
    PersonalTokens(String issuer, Set<String> accounts, GitHubApi gitHub, Duration revalidate) {
        this.issuer = issuer;
        this.accounts = Set.copyOf(accounts);
        this.gitHub = gitHub;
        this.revalidate = revalidate;
        whose = gitHub.part("GitHub's answer about whose a personal access token is");
    }

    Verification verify(AccessToken token) {
        try {
            Response response = whose.send(gitHub.request("GET", "/user", "Bearer " + token.value()), Set.of(200, 401));
            if (response.status() == 401) {
                return new Verification.Rejected(Reason.INACTIVE, "GitHub says that the token is not valid");
            }
            Map<String, Object> user = whose.json(response);
            if (GitHubUser.id(user).filter(accounts::contains).isEmpty()) {
                return new Verification.Rejected(
                        Reason.WRONG_TYPE,
                        "The personal access token is of an account that personal-tokens does not name by its number");
            }
            return new Verification.Accepted(read(user, response, token));
        } catch (ProviderUnavailableException outage) {
            return new Verification.Unavailable(String.valueOf(outage.getMessage()), outage.retryAfter());
        }
    }

    private VerifiedToken read(Map<String, Object> user, Response response, AccessToken token)
            throws ProviderUnavailableException {
        // They may live for years: GitHub vouches for no more than now.
        Instant trusted = gitHub.clock().instant().plus(revalidate);
        return GitHubUser.token(issuer, user, token)
                .binding(new TokenBinding.ToClient(CLIENT))
                .scopes(GitHubScopes.parse(response.header("x-oauth-scopes").orElse("")))
                .expiresAt(expiry(response).filter(trusted::isAfter).orElse(trusted))
                .build();
    }

    private static Optional<Instant> expiry(Response response) throws ProviderUnavailableException {
        Optional<String> header = response.header("github-authentication-token-expiration");
        if (header.isEmpty()) {
            return Optional.empty();
        }
        Matcher form = EXPIRY.matcher(header.get());
        try {
            if (form.matches()) {
                String offset = form.group(3) == null ? "Z" : form.group(3) + ":" + form.group(4);
                return Optional.of(OffsetDateTime.parse(form.group(1) + "T" + form.group(2) + offset)
                        .toInstant());
            }
        } catch (DateTimeException malformed) {
            // said below
        }
        throw new ProviderUnavailableException(
                "GitHub's answer about a personal access token has no time in its expiry");
    }
}
