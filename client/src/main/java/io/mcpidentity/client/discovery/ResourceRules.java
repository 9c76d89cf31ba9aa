package io.mcpidentity.client.discovery;

import io.mcpidentity.Scopes;
import io.mcpidentity.client.AccessRefused;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What protected resource metadata has to say before anything in it is used (RFC 9728 §3.3). */
final class ResourceRules {

    private static final int MOST_SERVERS = 16;

    private ResourceRules() {}

    /** The metadata, if it is for this server; {@code what} begins the messages. */
    static ProtectedResource check(URI server, Map<String, Object> document, String what) throws AccessRefused {
        if (!(document.get("resource") instanceof String resource)) {
            throw new AccessRefused(what + " cannot be used: it does not say for which resource it is");
        }
        if (!covers(resource, server)) {
            throw new AccessRefused(
                    what + " cannot be used: it is for another resource than " + SuppliedUrl.shown(server)
                            + SuppliedUrl.parse(resource)
                                    .map(other -> ", namely " + SuppliedUrl.shown(other))
                                    .orElse(""));
        }
        List<String> servers = authorizationServers(document.get("authorization_servers"));
        if (servers.isEmpty()) {
            throw new AccessRefused(what + " cannot be used: it names no authorization server by an https URL");
        }
        return new ProtectedResource(resource, servers, scopes(document.get("scopes_supported")), document);
    }

    /** Whether the resource is this server: its very URL, or one of the same origin with its path or a parent of it. */
    private static boolean covers(String resource, URI server) {
        if (resource.equals(server.toString())) {
            return true;
        }
        Optional<URI> parsed = SuppliedUrl.parse(resource);
        if (parsed.isEmpty() || parsed.get().getRawQuery() != null) {
            return false;
        }
        URI other = parsed.get();
        String parent = other.getRawPath().replaceFirst("/$", "");
        String path = server.getRawPath() == null ? "" : server.getRawPath();
        return port(other) == port(server)
                && String.valueOf(other.getScheme()).equalsIgnoreCase(server.getScheme())
                && String.valueOf(other.getHost()).equalsIgnoreCase(server.getHost())
                && (path.equals(parent) || path.startsWith(parent + "/") || parent.isEmpty());
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    private static List<String> authorizationServers(@Nullable Object value) {
        if (!(value instanceof List<?> list)) {
            return List.of();
        }
        return list.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(ServerRules::isIssuer)
                .distinct()
                .limit(MOST_SERVERS)
                .toList();
    }

    private static Optional<Set<String>> scopes(@Nullable Object value) {
        if (!(value instanceof List<?> list)) {
            return Optional.empty();
        }
        Set<String> scopes = new LinkedHashSet<>();
        for (Object item : list) {
            if (item instanceof String scope && Scopes.isValid(scope)) {
                scopes.add(scope);
            }
        }
        return Optional.of(scopes);
    }
}
