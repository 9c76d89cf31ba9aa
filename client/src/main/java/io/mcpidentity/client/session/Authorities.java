package io.mcpidentity.client.session;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.discovery.Challenge;
import io.mcpidentity.client.discovery.ProtectedResource;
import io.mcpidentity.client.discovery.ResourceDiscovery;
import io.mcpidentity.client.discovery.ServerDiscovery;
import io.mcpidentity.client.session.SessionState.Binding;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds who issues tokens for the MCP server: anew for each sign-in, for that may change. Thread-safe. */
final class Authorities {

    /** How long the metadata of an authorization server is taken as it was, while nobody signs in. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final URI server;
    private final ResourceDiscovery resources;
    private final ServerDiscovery servers;
    private final boolean machine;
    private final InstantSource clock;
    private volatile @Nullable Known last;

    private record Known(AuthorizationServer server, boolean legacy, Instant found) {}

    /**
     * Finds it through these.
     *
     * @param machine whether nobody signs in, so that the authorization server need not be fit for that
     */
    Authorities(
            URI server, ResourceDiscovery resources, ServerDiscovery servers, boolean machine, InstantSource clock) {
        this.server = server;
        this.resources = resources;
        this.servers = servers;
        this.machine = machine;
        this.clock = clock;
    }

    /**
     * Finds it by what the server says now.
     *
     * @param challenge the server's challenge, if there was one
     * @param preferred which issuer to take where the server names several; the first where none is preferred
     * @param before who issued the tokens that there were
     */
    Authority find(Optional<Challenge> challenge, Predicate<String> preferred, Optional<Binding> before)
            throws ClientFailure {
        Optional<ProtectedResource> resource = resource(challenge);
        if (resource.isEmpty() && before.filter(at -> !at.legacy()).isPresent()) {
            throw new AccessRefused("The MCP server had resource metadata when somebody signed in, and has none now;"
                    + " if it is meant to be its own authorization server, sign out first");
        }
        return resource.isPresent() ? of(resource.get(), challenge, preferred) : legacy();
    }

    /** Whether the server has protected resource metadata. */
    Optional<ProtectedResource> resource(Optional<Challenge> challenge) throws ClientFailure {
        return resources.find(server, challenge.flatMap(found -> found.parameter("resource_metadata")));
    }

    private Authority of(ProtectedResource resource, Optional<Challenge> challenge, Predicate<String> preferred)
            throws ClientFailure {
        List<String> issuers = resource.authorizationServers();
        if (issuers.isEmpty()) {
            throw new AccessRefused("The MCP server's metadata names no authorization server");
        }
        String issuer = issuers.stream().filter(preferred).findFirst().orElse(issuers.get(0));
        boolean needsDpop = Boolean.TRUE.equals(resource.metadata().get("dpop_bound_access_tokens_required"))
                || challenge.filter(found -> found.is("DPoP")).isPresent();
        return new Authority(keep(fetch(issuer), false), false, resource.resource(), resource.scopes(), needsDpop);
    }

    private Authority legacy() throws ClientFailure {
        return new Authority(keep(servers.ofLegacy(server), true), true, canonical(server), Optional.empty(), false);
    }

    /** The authorization server of tokens that there are already. */
    AuthorizationServer of(Binding at) throws ClientFailure {
        Known known = last;
        if (known != null
                && known.server().issuer().equals(at.issuer())
                && known.legacy() == at.legacy()
                && clock.instant().isBefore(known.found().plus(KEPT))) {
            return known.server();
        }
        AuthorizationServer found = at.legacy() ? servers.ofLegacy(server) : fetch(at.issuer());
        if (!found.issuer().equals(at.issuer())) {
            throw new AccessRefused(
                    "The MCP server has another authorization server than the one that issued its tokens");
        }
        return keep(found, at.legacy());
    }

    private AuthorizationServer fetch(String issuer) throws ClientFailure {
        return machine ? servers.findForMachine(issuer) : servers.find(issuer);
    }

    private AuthorizationServer keep(AuthorizationServer found, boolean legacy) {
        last = new Known(found, legacy, clock.instant());
        return found;
    }

    /** RFC 8707 §2: without a fragment, and without the slash that stands for no path. */
    static String canonical(URI server) {
        String text = server.toString();
        int fragment = text.indexOf('#');
        String bare = fragment < 0 ? text : text.substring(0, fragment);
        boolean onlySlash = "/".equals(server.getRawPath()) && server.getRawQuery() == null;
        return onlySlash ? bare.substring(0, bare.length() - 1) : bare;
    }
}
