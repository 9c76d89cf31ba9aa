package io.mcpidentity.provider.auth0;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.spi.Directory;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Roles and organizations of users, from the Management API. Thread-safe.
 *
 * <p>A token that was issued for an organization says so itself: other memberships of its holder are then not looked up,
 * so that nobody gets at one organization's things with another's token.
 */
final class Auth0Directory implements Directory {

    private final Management management;
    private final Set<Fact> facts;

    Auth0Directory(Management management, Set<Fact> facts) {
        this.management = management;
        this.facts = facts;
    }

    @Override
    public Set<String> attributes(VerifiedToken token, AccessToken presented) throws ProviderUnavailableException {
        String subject = token.subject().orElseThrow();
        Set<String> attributes = new LinkedHashSet<>();
        if (!Management.isUser(subject)) {
            return attributes;
        }
        Optional<String> organization = Organizations.of(token);
        if (facts.contains(Fact.ROLES)) {
            Set<String> roles = new LinkedHashSet<>(management.roles(subject));
            if (organization.isPresent()) {
                roles.addAll(management.roles(organization.get(), subject));
            }
            roles.forEach(role -> attributes.add("role:" + role));
        }
        if (facts.contains(Fact.ORGANIZATIONS) && organization.isEmpty()) {
            attributes.addAll(management.organizations(subject));
        }
        return attributes;
    }

    /** The subject, and the organization that the token was issued for. */
    @Override
    public String key(VerifiedToken token) {
        String subject = token.subject().orElseThrow();
        return Organizations.of(token)
                .map(organization -> subject + "\n" + organization)
                .orElse(subject);
    }
}
