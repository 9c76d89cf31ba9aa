package io.mcpidentity.client.discovery;

import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.discovery.Documents.Absent;
import io.mcpidentity.client.discovery.Documents.Answer;
import io.mcpidentity.client.discovery.Documents.Found;
import io.mcpidentity.spi.HttpTransport;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the protected resource metadata of an MCP server (RFC 9728; MCP 2026-07-28, Protected Resource Metadata Discovery).
 * Thread-safe.
 *
 * <p>Metadata that is not for this server is refused, wherever it was found. Does not check the authorization servers that it
 * names; {@link ServerDiscovery} does.
 */
public final class ResourceDiscovery {

    private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";
    private static final Map<String, String> HEADERS = Map.of("Accept", "application/json");

    private final Documents documents;

    /** A discovery that fetches through this transport, which decides where it may lead. */
    public ResourceDiscovery(HttpTransport http) {
        this(http, InstantSource.system());
    }

    ResourceDiscovery(HttpTransport http, InstantSource clock) {
        documents = new Documents(http, clock);
    }

    /**
     * The metadata: where the server's challenge says, and nowhere else; without that at the well-known URL with the
     * server's path, then at that of its origin. Empty if there is none at either: a server of MCP 2025-03-26.
     *
     * @param server the URL of the MCP server, as it is configured
     * @param resourceMetadata {@code resource_metadata} of the challenge; may be relative to the server's URL
     */
    public Optional<ProtectedResource> find(URI server, Optional<String> resourceMetadata) throws ClientFailure {
        if (resourceMetadata.isPresent()) {
            return Optional.of(at(server, resourceMetadata.get()));
        }
        for (URI place : wellKnown(server)) {
            if (documents.get(what(place), place, HEADERS) instanceof Found found) {
                return Optional.of(ResourceRules.check(server, found.document(), what(place)));
            }
        }
        return Optional.empty();
    }

    private ProtectedResource at(URI server, String url) throws ClientFailure {
        URI place = SuppliedUrl.resolve(server, url)
                .orElseThrow(() -> new AccessRefused("The server names its resource metadata in WWW-Authenticate by"
                        + " something that is no https URL"));
        Answer answer = documents.get(what(place), place, HEADERS);
        if (answer instanceof Found found) {
            return ResourceRules.check(server, found.document(), what(place));
        }
        String instead = answer instanceof Absent absent ? absent.instead() : "";
        throw new AccessRefused(what(place) + ", where the server says that it is, is not there: " + instead);
    }

    private static String what(URI place) {
        return "The resource metadata at " + SuppliedUrl.shown(place);
    }

    /** RFC 9728 §3.1; a slash at the end of the path is tried as it stands, and then without. */
    private static Set<URI> wellKnown(URI server) {
        String path = server.getRawPath() == null || server.getRawPath().equals("/") ? "" : server.getRawPath();
        String query = server.getRawQuery() == null ? "" : "?" + server.getRawQuery();
        Set<URI> places = new LinkedHashSet<>();
        String base = SuppliedUrl.origin(server) + WELL_KNOWN;
        places.add(URI.create(base + path + query));
        if (path.endsWith("/")) {
            places.add(URI.create(base + path.substring(0, path.length() - 1) + query));
        }
        places.add(URI.create(base));
        return places;
    }
}
