package io.mcpidentity.provider.github;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be looked up about a person at GitHub. */
enum Fact {
    /** {@code organization:acme}. */
    ORGANIZATIONS(GitHubScopes.READ_ORG),
    /** {@code group:acme/platform}. */
    TEAMS(GitHubScopes.READ_ORG),
    /** {@code permission:acme/app:push}; what is public needs no scope. */
    REPOSITORIES(null),
    /** {@code email:}; no {@code domain:}, because an address stays when its holder has left the company. */
    EMAILS(GitHubScopes.USER_EMAIL);

    private final Optional<String> scope;

    Fact(@Nullable String scope) {
        this.scope = Optional.ofNullable(scope);
    }

    /** The scope without which GitHub tells nothing. */
    Optional<String> scope() {
        return scope;
    }

    /** The fact as it is written in the setting, and in messages. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads words. */
    static Set<Fact> parse(Set<String> words) {
        Set<Fact> facts = EnumSet.noneOf(Fact.class);
        for (String word : words) {
            facts.add(Arrays.stream(values())
                    .filter(fact -> fact.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "is not some of organizations, teams, repositories and emails")));
        }
        return Collections.unmodifiableSet(facts);
    }
}
