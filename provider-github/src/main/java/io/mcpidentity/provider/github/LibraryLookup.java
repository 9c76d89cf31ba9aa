package io.mcpidentity.provider.github;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.VerifiedToken;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.kohsuke.github.GHEmail;
import org.kohsuke.github.GHMembership;
import org.kohsuke.github.GHMyself;
import org.kohsuke.github.GHRepository;
import org.kohsuke.github.GHTeam;
import org.kohsuke.github.GitHub;
import org.kohsuke.github.GitHubBuilder;

/**
 * Looks a person up through {@code org.kohsuke:github-api}; only {@link LibraryConnector} and this class touch it. Thread-safe.
 *
 * <p>Only active memberships count. A look-up is bounded in calls and in time, and what does not fit in is an outage.
 */
final class LibraryLookup implements GitHubDirectory.Source {

    private static final int CALLS = 40;
    private static final int PAGE = 100;
    private static final int TIMEOUTS = 2;

    private final GitHubApi gitHub;
    private final Set<String> repositories;

    /**
     * A look-up.
     *
     * @param repositories whose permissions are looked up, as {@code owner/name}
     */
    LibraryLookup(GitHubApi gitHub, Set<String> repositories) {
        this.gitHub = gitHub;
        this.repositories = Set.copyOf(repositories);
    }

    @Override
    public Set<String> attributes(VerifiedToken verified, AccessToken token, Set<Fact> facts)
            throws ProviderUnavailableException {
        Duration patience = gitHub.timeout().multipliedBy(TIMEOUTS);
        LibraryConnector connector = new LibraryConnector(gitHub, token, CALLS + repositories.size(), patience);
        try {
            GitHub library = new GitHubBuilder()
                    .withEndpoint(gitHub.base())
                    .withConnector(connector)
                    .withAuthorizationProvider(() -> "Bearer held-back")
                    .build();
            return attributes(verified, library, facts);
        } catch (IOException | RuntimeException failed) {
            throw outage(failed);
        }
    }

    private Set<String> attributes(VerifiedToken verified, GitHub library, Set<Fact> facts)
            throws IOException, ProviderUnavailableException {
        GHMyself person = library.getMyself();
        if (!verified.subject().equals(Optional.of(String.valueOf(person.getId())))) {
            throw new ProviderUnavailableException("GitHub's directory answers about another account than the token's");
        }
        Set<String> found = new LinkedHashSet<>();
        if (facts.contains(Fact.ORGANIZATIONS) || facts.contains(Fact.TEAMS)) {
            Set<String> organizations = new LinkedHashSet<>();
            add(organizations, names -> addOrganizations(person, names));
            if (facts.contains(Fact.ORGANIZATIONS)) {
                organizations.forEach(name -> found.add("organization:" + name));
            }
            if (facts.contains(Fact.TEAMS) && !organizations.isEmpty()) {
                add(found, names -> addTeams(library, organizations, names));
            }
        }
        if (facts.contains(Fact.EMAILS)) {
            add(found, names -> addEmail(person, names));
        }
        if (facts.contains(Fact.REPOSITORIES)) {
            for (String repository : repositories) {
                add(found, names -> addPermissions(library, repository, names));
            }
        }
        return found;
    }

    /** One question to the library. */
    @FunctionalInterface
    private interface Question {
        void ask(Set<String> names) throws IOException;
    }

    /** Adds the whole answer to a question, or nothing where this token may not see it. */
    private static void add(Set<String> found, Question question) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        try {
            question.ask(names);
            found.addAll(names);
        } catch (IOException | RuntimeException failed) {
            if (refusal(failed).filter(LibraryConnector.Refusal::isAboutThis).isEmpty()) {
                throw failed;
            }
        }
    }

    private static void addOrganizations(GHMyself person, Set<String> names) throws IOException {
        for (GHMembership membership : person.listOrgMemberships(GHMembership.State.ACTIVE)
                .withPageSize(PAGE)
                .toList()) {
            if (membership.getState() == GHMembership.State.ACTIVE) {
                names.add(membership.getOrganization().getLogin());
            }
        }
    }

    private static void addTeams(GitHub library, Set<String> organizations, Set<String> names) throws IOException {
        library.getMyTeams().forEach((organization, teams) -> {
            if (organizations.contains(organization)) {
                for (GHTeam team : teams) {
                    names.add("group:" + organization + "/" + team.getSlug());
                }
            }
        });
    }

    private static void addEmail(GHMyself person, Set<String> names) throws IOException {
        for (GHEmail email : person.listEmails().withPageSize(PAGE).toList()) {
            String address = email.getEmail();
            if (email.isPrimary() && email.isVerified() && address.indexOf('@') > 0) {
                names.add("email:" + address);
            }
        }
    }

    private static void addPermissions(GitHub library, String name, Set<String> names) throws IOException {
        GHRepository repository = library.getRepository(name);
        if (!name.equalsIgnoreCase(repository.getFullName())) {
            return;
        }
        if (repository.hasAdminAccess()) {
            names.add("permission:" + name + ":admin");
        }
        if (repository.hasPushAccess()) {
            names.add("permission:" + name + ":push");
        }
        if (repository.hasPullAccess()) {
            names.add("permission:" + name + ":pull");
        }
    }

    /** What the library says may quote what GitHub said, so that only what the connector says is passed on. */
    private static ProviderUnavailableException outage(Exception failed) {
        Optional<LibraryConnector.Refusal> refusal = refusal(failed);
        return new ProviderUnavailableException(
                "GitHub's directory cannot be asked: "
                        + refusal.map(LibraryConnector.Refusal::getMessage)
                                .orElse("its answer cannot be read ("
                                        + failed.getClass().getSimpleName() + ")"),
                refusal.flatMap(LibraryConnector.Refusal::retryAfter));
    }

    private static Optional<LibraryConnector.Refusal> refusal(Exception failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof LibraryConnector.Refusal refusal) {
                return Optional.of(refusal);
            }
        }
        return Optional.empty();
    }
}
