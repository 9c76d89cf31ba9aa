package io.mcpidentity.provider.keycloak;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.spi.Directory;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.keycloak.admin.client.resource.RoleScopeResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;

/**
 * What a realm knows of a user: effective roles, those of groups and composites with them, and groups, in the words of
 * {@link KeycloakAttributes}. Thread-safe.
 *
 * <p>A user that the realm does not know has none. Does not look at whether the user is enabled.
 */
final class RealmDirectory implements Directory {

    private static final String USERS = "view-users";
    private static final String CLIENTS = "view-clients";
    private static final int PAGE = 100;
    private static final int PAGES = 10;

    private final AdminApi api;
    private final Administration.Wanted wanted;
    private final Duration timeout;
    private final Map<String, String> clientIds = new ConcurrentHashMap<>();

    RealmDirectory(AdminApi api, Administration.Wanted wanted, Duration timeout) {
        this.api = api;
        this.wanted = wanted;
        this.timeout = timeout;
    }

    @Override
    public Set<String> attributes(VerifiedToken token, AccessToken presented) throws ProviderUnavailableException {
        Optional<String> subject = token.subject().filter(RealmDirectory::isId);
        if (subject.isEmpty()) {
            return Set.of();
        }
        return new Lookup(subject.get(), System.nanoTime() + timeout.toNanos()).run();
    }

    /** What a server could read as several steps of a path, or as a part of one, is no id of Keycloak's. */
    static boolean isId(String text) {
        return !text.isEmpty()
                && !text.chars().allMatch(c -> c == '.')
                && text.chars().noneMatch(c -> c == '/' || c == '\\' || c == ';' || Character.isISOControl(c));
    }

    /** One user's attributes, within the deadline for all calls together. */
    private final class Lookup {

        private final String user;
        private final long end;
        private final Set<String> attributes = new LinkedHashSet<>();

        Lookup(String user, long end) {
            this.user = user;
            this.end = end;
        }

        Set<String> run() throws ProviderUnavailableException {
            boolean known = true;
            if (wanted.roles()) {
                known = realmRoles();
                for (String client : wanted.clients()) {
                    known = known && clientRoles(client);
                }
            }
            if (wanted.groups() && known) {
                known = groups();
            }
            return known ? attributes : Set.of();
        }

        private boolean realmRoles() throws ProviderUnavailableException {
            return ask(USERS, realm -> realm.users().get(user).roles().realmLevel())
                    .map(roles -> add("role:", roles))
                    .isPresent();
        }

        /** A client that is not there, or no longer, has no roles. */
        private boolean clientRoles(String client) throws ProviderUnavailableException {
            Optional<String> id = id(client);
            if (id.isEmpty()) {
                return true;
            }
            Optional<List<RoleRepresentation>> roles =
                    ask(USERS, realm -> realm.users().get(user).roles().clientLevel(id.get()));
            if (roles.isEmpty()) {
                clientIds.remove(client);
                return true;
            }
            add("client-role:" + client + "/", roles.get());
            if (wanted.isOwn(client)) {
                add("client-role:", roles.get());
            }
            return true;
        }

        private boolean groups() throws ProviderUnavailableException {
            for (int page = 0; page < PAGES; page++) {
                int first = page * PAGE;
                checkDeadline();
                Optional<List<GroupRepresentation>> groups =
                        api.ask(USERS, realm -> realm.users().get(user).groups(first, PAGE));
                if (groups.isEmpty()) {
                    return false;
                }
                for (GroupRepresentation group : groups.get()) {
                    // By default Keycloak writes a slash in a name into the path as it is.
                    if (group.getPath() != null
                            && group.getName() != null
                            && KeycloakAttributes.isUnambiguous(group.getName())) {
                        attributes.add("group:" + group.getPath());
                    }
                }
                if (groups.get().size() < PAGE) {
                    return true;
                }
            }
            throw new ProviderUnavailableException(
                    "A user is a member of more than " + PAGE * PAGES + " groups, which is more than are looked up");
        }

        private Optional<List<RoleRepresentation>> ask(String rights, AdminApi.Call<RoleScopeResource> where)
                throws ProviderUnavailableException {
            checkDeadline();
            return api.ask(rights, realm -> where.on(realm).listEffective());
        }

        private boolean add(String prefix, List<RoleRepresentation> roles) {
            for (RoleRepresentation role : roles) {
                if (role.getName() != null && KeycloakAttributes.isUnambiguous(role.getName())) {
                    attributes.add(prefix + role.getName());
                }
            }
            return true;
        }

        /** The internal id of a client, which is looked up once. */
        private Optional<String> id(String client) throws ProviderUnavailableException {
            String known = clientIds.get(client);
            if (known != null) {
                return Optional.of(known);
            }
            checkDeadline();
            Optional<String> found = api.ask(CLIENTS, realm -> realm.clients().findByClientId(client))
                    .flatMap(clients -> clients.stream()
                            .filter(each -> client.equals(each.getClientId()) && each.getId() != null)
                            .map(ClientRepresentation::getId)
                            .findFirst());
            found.ifPresent(id -> clientIds.put(client, id));
            return found;
        }

        private void checkDeadline() throws ProviderUnavailableException {
            if (System.nanoTime() - end > 0) {
                throw new ProviderUnavailableException(
                        "Keycloak did not say within " + timeout.toMillis() + " ms what it knows of a user");
            }
        }
    }
}
