package io.mcpidentity.broker.grant;

import io.mcpidentity.broker.client.Client;
import io.mcpidentity.broker.client.Client.Authentication;
import io.mcpidentity.broker.client.Clients;
import io.mcpidentity.broker.client.Clients.Lookup;
import io.mcpidentity.broker.key.Digests;
import io.mcpidentity.broker.web.Answers;
import io.mcpidentity.broker.web.Form;
import io.mcpidentity.spi.HttpEndpoints.Request;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Tells which client sent a form, and holds it to the method that it registered: none, {@code client_secret_basic} or
 * {@code client_secret_post} (RFC 6749 §2.3.1, RFC 7591 §2). Thread-safe.
 */
public final class ClientAuthentication {

    private static final String SCHEME = "Basic ";
    private static final String CHALLENGE = "Basic realm=\"clients\", charset=\"UTF-8\"";
    private static final String RETRY_SECONDS = "5";

    private final Clients clients;

    /** Authenticates these clients. */
    public ClientAuthentication(Clients clients) {
        this.clients = clients;
    }

    private record Credentials(String clientId, Authentication method, String secret) {}

    /** The answer for the client that sent the form, or a refusal. */
    Response answer(Request request, Form form, Function<Client, Response> endpoint) {
        List<String> headers = request.headers().getOrDefault("authorization", List.of());
        Optional<String> clientId = form.value("client_id");
        Optional<String> secret = form.value("client_secret");
        if (headers.size() > 1 || (!headers.isEmpty() && secret.isPresent())) {
            return Answers.error(400, "invalid_request", "The client authenticates in more than one way");
        }
        if (headers.isEmpty()) {
            Authentication method = secret.isPresent() ? Authentication.CLIENT_SECRET_POST : Authentication.NONE;
            return clientId.isPresent()
                    ? answer(new Credentials(clientId.get(), method, secret.orElse("")), endpoint)
                    : refused(method);
        }
        Optional<Credentials> basic = basic(headers.get(0));
        if (basic.isEmpty()) {
            return refused(Authentication.CLIENT_SECRET_BASIC);
        }
        return clientId.isPresent() && !clientId.get().equals(basic.get().clientId())
                ? Answers.error(400, "invalid_request", "client_id is not that of the client that authenticates")
                : answer(basic.get(), endpoint);
    }

    private Response answer(Credentials credentials, Function<Client, Response> endpoint) {
        Lookup lookup = clients.find(credentials.clientId());
        if (lookup instanceof Lookup.Unavailable) {
            return Answers.error(503, "temporarily_unavailable", "The client's metadata document cannot be had")
                    .with("Retry-After", RETRY_SECONDS);
        }
        return lookup instanceof Lookup.Found found && isProved(found.client(), credentials)
                ? endpoint.apply(found.client())
                : refused(credentials.method());
    }

    private static boolean isProved(Client client, Credentials credentials) {
        if (client.authentication() != credentials.method()) {
            return false;
        }
        return credentials.method() == Authentication.NONE
                || client.secretDigest()
                        .filter(digest -> Digests.equal(digest, Digests.of(credentials.secret())))
                        .isPresent();
    }

    /** Both halves are form-encoded on their own before they are joined (RFC 6749 §2.3.1). */
    private static Optional<Credentials> basic(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        String pair;
        try {
            byte[] decoded =
                    Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
            pair = new String(decoded, StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
        int colon = pair.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        Optional<String> id = Form.decoded(pair.substring(0, colon));
        Optional<String> secret = Form.decoded(pair.substring(colon + 1));
        return id.isEmpty() || secret.isEmpty()
                ? Optional.empty()
                : Optional.of(new Credentials(id.get(), Authentication.CLIENT_SECRET_BASIC, secret.get()));
    }

    private static Response refused(Authentication method) {
        Response refused = Answers.error(
                401, "invalid_client", "The client is not known, or did not authenticate as it is registered");
        return method == Authentication.CLIENT_SECRET_BASIC ? refused.with("WWW-Authenticate", CHALLENGE) : refused;
    }
}
