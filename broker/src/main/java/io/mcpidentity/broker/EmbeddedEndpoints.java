package io.mcpidentity.broker;

import io.mcpidentity.broker.client.RegistrationEndpoint;
import io.mcpidentity.broker.grant.RevocationEndpoint;
import io.mcpidentity.broker.grant.TokenEndpoint;
import io.mcpidentity.broker.key.SigningKeys;
import io.mcpidentity.broker.key.VaultException;
import io.mcpidentity.broker.signin.Pages;
import io.mcpidentity.broker.signin.SignInEndpoints;
import io.mcpidentity.broker.store.StoreException;
import io.mcpidentity.broker.web.Answers;
import io.mcpidentity.broker.web.BrokerLocation;
import io.mcpidentity.spi.HttpEndpoints;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Leads each request to its endpoint. Thread-safe; whatever fails is an answer. */
final class EmbeddedEndpoints implements HttpEndpoints {

    private static final Logger LOG = System.getLogger(EmbeddedEndpoints.class.getName());
    private static final int KEYS_SECONDS = 60;
    private static final String RETRY_SECONDS = "10";

    /** For browsers on the way; everything else is for programs, and answers in JSON. */
    private static final Set<String> PAGES =
            Set.of(BrokerLocation.AUTHORIZE, BrokerLocation.SIGN_IN, BrokerLocation.CONSENT, BrokerLocation.SIGN_OUT);

    private static final Set<String> PROGRAMS =
            Set.of(BrokerLocation.TOKEN, BrokerLocation.REVOKE, BrokerLocation.JWKS);

    private final BrokerLocation location;
    private final Set<String> metadataPaths;
    private final Set<String> served;
    private final Lazy<Parts> parts;
    private final LoopbackHosts hosts;

    /**
     * What the endpoints are.
     *
     * @param metadata the metadata document
     * @param keys the signing keys
     * @param people the pages
     * @param token the token endpoint
     * @param revocation the revocation endpoint
     * @param registration where clients register; empty where they may not
     * @param housekeeping forgets what is past its time
     */
    record Parts(
            Response metadata,
            SigningKeys keys,
            SignInEndpoints people,
            TokenEndpoint token,
            RevocationEndpoint revocation,
            Optional<RegistrationEndpoint> registration,
            Housekeeping housekeeping) {}

    /** Endpoints that are made when the first request comes. */
    EmbeddedEndpoints(BrokerLocation location, boolean registers, Supplier<Parts> parts) {
        this.location = location;
        this.metadataPaths = location.metadataPaths();
        this.parts = new Lazy<>(parts);
        this.hosts = new LoopbackHosts(location.issuer());
        Set<String> all = new HashSet<>(PAGES);
        all.addAll(PROGRAMS);
        if (registers) {
            all.add(BrokerLocation.REGISTER);
        }
        served = Set.copyOf(all);
    }

    @Override
    public boolean cover(String path) {
        return metadataPaths.contains(path) || served.contains(location.endpoint(path));
    }

    @Override
    public Response answer(Request request) {
        String endpoint = location.endpoint(request.path());
        if (!hosts.admit(request)) {
            return Pages.error(
                    421,
                    "This server is for this computer alone",
                    "It was reached by another name. Set its resource to the URL that people use.");
        }
        if (PAGES.contains(endpoint)) {
            return guarded(request, endpoint);
        }
        Response answer = request.method().equals("OPTIONS") ? preflight() : guarded(request, endpoint);
        return answer.with("Access-Control-Allow-Origin", "*");
    }

    private Response guarded(Request request, String endpoint) {
        try {
            return answer(request, endpoint, parts.get());
        } catch (StoreException | VaultException broken) {
            LOG.log(Level.ERROR, "The authorization server's state cannot be used: {0}", broken.getMessage());
            return failed(endpoint, 503, "temporarily_unavailable").with("Retry-After", RETRY_SECONDS);
        } catch (RuntimeException failure) {
            // Its message may hold what was sent.
            LOG.log(
                    Level.ERROR,
                    "A request to " + endpoint + " failed with "
                            + failure.getClass().getName());
            return failed(endpoint, 500, "server_error");
        }
    }

    private Response answer(Request request, String endpoint, Parts to) {
        to.housekeeping().look();
        if (metadataPaths.contains(request.path())) {
            return readOnly(request, to::metadata);
        }
        return switch (endpoint) {
            case BrokerLocation.AUTHORIZE -> to.people().authorize(request);
            case BrokerLocation.SIGN_IN -> to.people().signIn(request);
            case BrokerLocation.CONSENT -> to.people().consent(request);
            case BrokerLocation.SIGN_OUT -> to.people().signOut(request);
            case BrokerLocation.TOKEN -> to.token().answer(request);
            case BrokerLocation.REVOKE -> to.revocation().answer(request);
            case BrokerLocation.JWKS ->
                readOnly(
                        request, () -> Answers.document(Map.of("keys", to.keys().published()), KEYS_SECONDS));
            case BrokerLocation.REGISTER ->
                to.registration()
                        .map(registration -> registration.answer(request))
                        .orElseGet(EmbeddedEndpoints::nothing);
            default -> nothing();
        };
    }

    private static Response nothing() {
        return Answers.error(404, "not_found", "Nothing is served here");
    }

    private static Response failed(String endpoint, int status, String error) {
        return PAGES.contains(endpoint)
                ? Pages.error(status, "This does not work at the moment", "Try again in a minute.")
                : Answers.error(status, error, "The request cannot be answered at the moment");
    }

    private static Response readOnly(Request request, Supplier<Response> document) {
        return Set.of("GET", "HEAD").contains(request.method())
                ? document.get()
                : Answers.error(405, "invalid_request", "This can only be read").with("Allow", "GET, HEAD, OPTIONS");
    }

    private static Response preflight() {
        return Answers.empty(204)
                .with("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
                .with("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type, MCP-Protocol-Version")
                .with("Access-Control-Max-Age", "600");
    }
}
