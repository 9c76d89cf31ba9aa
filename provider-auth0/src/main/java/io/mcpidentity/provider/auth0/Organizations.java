package io.mcpidentity.provider.auth0;

import io.mcpidentity.VerifiedToken;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The organization that a token was issued for, and how organizations are named. */
final class Organizations {

    private static final String ID_PREFIX = "org_";
    private static final Pattern ID = Pattern.compile("org_[A-Za-z0-9]{1,64}");

    private Organizations() {}

    /** {@code org_id} of the token; empty where its holder has signed in to no organization. */
    static Optional<String> of(VerifiedToken token) {
        return token.claims().get("org_id") instanceof String id ? Optional.of(id) : Optional.empty();
    }

    /** What the token says of its organization: {@code organization:} with its id and, where the tenant adds it, its name. */
    static Set<String> attributes(VerifiedToken token) {
        return token.claims().get("org_id") instanceof String id
                ? attributes(
                        Optional.of(id),
                        token.claims().get("org_name") instanceof String name ? Optional.of(name) : Optional.empty())
                : Set.of();
    }

    /** An organization's names; a name in the form of an id is left out, because it could be read as another's. */
    static Set<String> attributes(Optional<String> id, Optional<String> name) {
        Set<String> attributes = new LinkedHashSet<>();
        id.filter(Organizations::isId).ifPresent(text -> attributes.add("organization:" + text));
        name.filter(text -> !text.isBlank() && !text.startsWith(ID_PREFIX))
                .ifPresent(text -> attributes.add("organization:" + text));
        return attributes;
    }

    /** Whether this is the id of an organization, which is safe as a part of a path. */
    static boolean isId(String id) {
        return ID.matcher(id).matches();
    }
}
