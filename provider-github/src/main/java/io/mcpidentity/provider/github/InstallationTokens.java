package io.mcpidentity.provider.github;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.Reason;
import io.mcpidentity.TokenBinding;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.oidc.ProviderApi;
import io.mcpidentity.spi.HttpTransport.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks GitHub which repositories an installation's token reaches, and accepts it if all are of one named account. Thread-safe.
 *
 * <p>Nothing tells which app such a token is of: whatever is installed on that account can use it here, and every workflow of
 * its repositories. Its binding says so, by {@link #CLIENT}, which only the accounts in the setting make acceptable. It
 * stands for nobody in person: its subject is {@code installation:} and the account's number.
 */
final class InstallationTokens {

    /** Stands where the client of other tokens stands; no app of GitHub's has such a client id. */
    static final String CLIENT = "installation-access-token";

    private static final List<String> PERMISSIONS = List.of("admin", "push", "pull");

    private final String issuer;
    private final Set<String> accounts;
    private final GitHubApi gitHub;
    private final ProviderApi reach;
    private final Duration revalidate;

    /**
     * A check.
     *
     * @param accounts the numbers of the accounts whose installations are accepted
     */
    InstallationTokens(String issuer, Set<String> accounts, GitHubApi gitHub, Duration revalidate) {
        this.issuer = issuer;
        this.accounts = Set.copyOf(accounts);
        this.gitHub = gitHub;
        this.revalidate = revalidate;
        reach = gitHub.part("GitHub's answer about an installation's token");
    }

    Verification verify(AccessToken token) {
        try {
            Response response = reach.send(
                    gitHub.request("GET", "/installation/repositories?per_page=100", "Bearer " + token.value()),
                    Set.of(200, 401));
            if (response.status() == 401) {
                return new Verification.Rejected(Reason.INACTIVE, "GitHub says that the token is not valid");
            }
            return read(repositories(reach.json(response)));
        } catch (ProviderUnavailableException outage) {
            return new Verification.Unavailable(String.valueOf(outage.getMessage()), outage.retryAfter());
        }
    }

    private static List<Map<?, ?>> repositories(Map<String, Object> answer) throws ProviderUnavailableException {
        List<Map<?, ?>> repositories = new ArrayList<>();
        if (!(answer.get("repositories") instanceof List<?> list)) {
            throw new ProviderUnavailableException(
                    "GitHub's answer about an installation's token lists no repositories");
        }
        for (Object item : list) {
            repositories.add(item instanceof Map<?, ?> repository ? repository : Map.of());
        }
        return repositories;
    }

    private Verification read(List<Map<?, ?>> repositories) {
        Set<String> owners = new LinkedHashSet<>();
        Set<String> permissions = new LinkedHashSet<>();
        for (Map<?, ?> repository : repositories) {
            Map<?, ?> owner = repository.get("owner") instanceof Map<?, ?> account ? account : Map.of();
            owners.add(GitHubUser.id(owner).orElse(""));
            addPermissions(repository, permissions);
        }
        if (owners.size() != 1 || !accounts.containsAll(owners)) {
            return new Verification.Rejected(
                    Reason.WRONG_TYPE,
                    "The installation's token reaches no repository of an account that installation-tokens names by its number");
        }
        String subject = "installation:" + owners.iterator().next();
        return new Verification.Accepted(VerifiedToken.builder(issuer)
                .subject(subject)
                .binding(new TokenBinding.ToClient(CLIENT))
                .expiresAt(gitHub.clock().instant().plus(revalidate))
                .claims(Map.of("sub", subject, GitHubScopeMapper.PERMISSIONS, List.copyOf(permissions)))
                .build());
    }

    private static void addPermissions(Map<?, ?> repository, Set<String> permissions) {
        if (repository.get("full_name") instanceof String name
                && repository.get("permissions") instanceof Map<?, ?> granted) {
            for (String permission : PERMISSIONS) {
                if (Boolean.TRUE.equals(granted.get(permission))) {
                    permissions.add(name + ":" + permission);
                }
            }
        }
    }
}
