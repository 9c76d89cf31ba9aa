package io.mcpidentity.provider.keycloak;

import io.mcpidentity.VerifiedToken;
import io.mcpidentity.oidc.ClaimPath;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What Keycloak's tokens say of their holder: realm roles as {@code role:NAME}, client roles as
 * {@code client-role:CLIENT/NAME}, those of the server's own client as {@code client-role:NAME} too, and groups as
 * {@code group:/path}. Immutable and thread-safe.
 *
 * <p>A role whose name holds a slash is left out, because it could be read as the role of another client.
 */
final class KeycloakAttributes {

    private static final ClaimPath REALM_ROLES = new ClaimPath("realm_access/roles");
    private static final ClaimPath ROLES = new ClaimPath("roles");

    private final Optional<String> ownClient;
    private final ClaimPath groups;

    KeycloakAttributes(Optional<String> ownClient, ClaimPath groups) {
        this.ownClient = ownClient;
        this.groups = groups;
    }

    Set<String> of(VerifiedToken token) {
        Set<String> attributes = new LinkedHashSet<>();
        names(REALM_ROLES, token.claims()).forEach(role -> attributes.add("role:" + role));
        if (token.claims().get("resource_access") instanceof Map<?, ?> clients) {
            clients.forEach((client, access) -> {
                for (String role : clientRoles(access)) {
                    attributes.add("client-role:" + client + "/" + role);
                    if (ownClient.filter(client::equals).isPresent()) {
                        attributes.add("client-role:" + role);
                    }
                }
            });
        }
        groups.names(token.claims()).forEach(group -> attributes.add("group:" + group));
        return attributes;
    }

    private static Set<String> clientRoles(Object access) {
        return access instanceof Map<?, ?> map && map.get("roles") instanceof Iterable<?> roles
                ? names(ROLES, Map.of("roles", roles))
                : Set.of();
    }

    private static Set<String> names(ClaimPath path, Map<String, Object> claims) {
        Set<String> names = path.names(claims);
        names.removeIf(name -> !isUnambiguous(name));
        return names;
    }

    /** Whether a name cannot be read as that of a client's role, of another client's role, or of a group below another. */
    static boolean isUnambiguous(String name) {
        return name.indexOf('/') < 0;
    }
}
