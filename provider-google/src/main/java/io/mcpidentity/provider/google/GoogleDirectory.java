package io.mcpidentity.provider.google;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.spi.Directory;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What Google knows of an account: the domain of the organization that manages it ({@code domain:acme.com}) and the groups
 * that it is a member of ({@code group:staff@acme.com}). Thread-safe.
 *
 * <p>Groups are known by address, so they are looked up only for accounts over whose address Google has authority: those that an
 * organization manages, those of Gmail, and service accounts. Any other account was once shown a mail to its address, which
 * may be somebody else's by now.
 *
 * @param userInfo says which organization manages an account
 * @param domains whether {@code domain:} is among what is looked up
 * @param groups looks groups up; empty where they are not asked for
 */
record GoogleDirectory(UserInfo userInfo, boolean domains, Optional<WorkspaceGroups> groups) implements Directory {

    private static final List<String> GOOGLES_OWN = List.of("@gmail.com", "@googlemail.com");
    private static final String SERVICE_ACCOUNTS = ".gserviceaccount.com";

    @Override
    public Set<String> attributes(VerifiedToken token, AccessToken presented) throws ProviderUnavailableException {
        Set<String> attributes = new LinkedHashSet<>();
        boolean isService = !GoogleTokenVerifier.isAccessToken(presented);
        Optional<String> email = token.verifiedEmail();
        boolean isGooglesOwn =
                email.filter(address -> isGooglesOwn(address, isService)).isPresent();
        boolean mayBeMember = groups.isPresent() && email.isPresent();
        Optional<String> domain = Optional.empty();
        if (!isService
                && (domains || (mayBeMember && !isGooglesOwn))
                && !GoogleScopes.identity(token.scopes()).isEmpty()) {
            domain = userInfo.domain(token, presented);
        }
        if (domains) {
            domain.ifPresent(name -> attributes.add("domain:" + name));
        }
        if (mayBeMember && (isGooglesOwn || domain.isPresent())) {
            groups.get().of(email.get()).forEach(group -> attributes.add("group:" + group));
        }
        return attributes;
    }

    private static boolean isGooglesOwn(String email, boolean isService) {
        String address = email.toLowerCase(Locale.ROOT);
        return isService
                ? address.endsWith(SERVICE_ACCOUNTS)
                : GOOGLES_OWN.stream().anyMatch(address::endsWith);
    }

    /** Also the address, and what the token lets its holder see of itself: tokens of one account differ in that. */
    @Override
    public String key(VerifiedToken token) {
        return String.join(
                " ",
                token.subject().orElseThrow(),
                String.join(",", GoogleScopes.identity(token.scopes())),
                token.verifiedEmail().orElse(""));
    }

    /** Names nothing but the type. */
    @Override
    public String toString() {
        return "GoogleDirectory";
    }
}
