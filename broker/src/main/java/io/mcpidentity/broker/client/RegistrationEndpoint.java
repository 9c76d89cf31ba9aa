package io.mcpidentity.broker.client;

import io.mcpidentity.broker.client.Client.Authentication;
import io.mcpidentity.broker.key.Digests;
import io.mcpidentity.broker.store.Store;
import io.mcpidentity.broker.store.StoredClient;
import io.mcpidentity.broker.web.Answers;
import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.Json;
import io.mcpidentity.spi.HttpEndpoints.Request;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Clients register themselves here (RFC 7591 §3). Thread-safe.
 *
 * <p>Does not check who the client is, nor what it calls itself: whoever consents has to know. Its {@code scope} is
 * echoed and otherwise ignored, because a client that steps up later registers with its first scope.
 */
public final class RegistrationEndpoint {

    private static final int LONGEST_BODY = 16_384;
    private static final int LONGEST_SCOPE = 2_000;

    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5b\\x5d-\\x7e ]*");

    private static final Map<String, Authentication> AUTHENTICATIONS = Map.of(
            "none", Authentication.NONE,
            "client_secret_basic", Authentication.CLIENT_SECRET_BASIC,
            "client_secret_post", Authentication.CLIENT_SECRET_POST);

    private final Store store;
    private final int most;
    private final InstantSource clock;
    private final RegistrationLimit limit;

    /**
     * The endpoint.
     *
     * @param store where clients are kept
     * @param most how many clients there can be
     * @param perHour how many registrations one address gets in an hour
     * @param clock tells the time
     */
    public RegistrationEndpoint(Store store, int most, int perHour, InstantSource clock) {
        this.store = store;
        this.most = most;
        this.clock = clock;
        this.limit = new RegistrationLimit(perHour, clock);
    }

    /** Registers a client: 201, or an error of RFC 7591 §3.2.2 that names the member at fault. */
    public Response answer(Request request) {
        if (!request.method().equals("POST")) {
            return Answers.error(405, "invalid_request", "Registration is a POST.")
                    .with("Allow", "POST");
        }
        if (request.body().length > LONGEST_BODY) {
            return Answers.error(413, Refusal.METADATA, "The body is longer than " + LONGEST_BODY + " bytes.");
        }
        try {
            if (!isJson(request)) {
                throw Refusal.metadata("The body has to be application/json.");
            }
            return register(read(request.body()), request.remoteAddress());
        } catch (Refusal refusal) {
            return Answers.error(400, refusal.error(), refusal.detail());
        }
    }

    private Response register(Registration registration, String remoteAddress) {
        Optional<Duration> wait = limit.take(remoteAddress);
        if (wait.isPresent()) {
            return busy(429, "Too many registrations from this address; try again later.", wait.get());
        }
        Instant now = clock.instant();
        // no secret, and pasted into command lines, where a leading hyphen would make an option of it
        String id = UUID.randomUUID().toString();
        Optional<String> secret =
                registration.authentication().equals("none") ? Optional.empty() : Optional.of(Digests.random());
        ClientMetadata metadata = registration.metadata();
        StoredClient client = new StoredClient(
                id,
                metadata.name(),
                metadata.redirectUris(),
                metadata.grantTypes(),
                registration.authentication(),
                secret.map(Digests::of),
                now);
        if (!store.addClient(client, most)) {
            return busy(
                    503, "As many clients have registered as this server keeps; try again later.", Duration.ofHours(1));
        }
        return Answers.json(201, registered(client, secret, registration.echoed()));
    }

    private static Map<String, Object> registered(
            StoredClient client, Optional<String> secret, Map<String, String> echoed) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("client_id", client.id());
        members.put("client_id_issued_at", client.registeredAt().getEpochSecond());
        secret.ifPresent(value -> {
            members.put("client_secret", value);
            members.put("client_secret_expires_at", 0);
        });
        client.name().ifPresent(name -> members.put("client_name", name));
        members.put("redirect_uris", client.redirectUris());
        members.put("grant_types", client.grantTypes().stream().sorted().toList());
        members.put("response_types", List.of("code"));
        members.put("token_endpoint_auth_method", client.authentication());
        members.putAll(echoed);
        return members;
    }

    private static Response busy(int status, String detail, Duration wait) {
        return Answers.error(status, "temporarily_unavailable", detail)
                .with(
                        "Retry-After",
                        Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())));
    }

    private static boolean isJson(Request request) {
        String type = request.header("content-type").orElse("").split(";", 2)[0];
        return type.strip().toLowerCase(Locale.ROOT).equals("application/json");
    }

    private static Registration read(byte[] body) throws Refusal {
        Members members;
        try {
            members = new Members(Json.object(body));
        } catch (JoseException malformed) {
            throw Refusal.metadata("The body has to be one JSON object without duplicate members.");
        }
        ClientMetadata metadata = ClientMetadata.read(members);
        String method = members.text("token_endpoint_auth_method", 100).orElse("client_secret_basic");
        if (authentication(method).isEmpty()) {
            throw Refusal.metadata(
                    "token_endpoint_auth_method has to be none, client_secret_basic or client_secret_post.");
        }
        Map<String, String> echoed = new LinkedHashMap<>();
        applicationType(members, metadata).ifPresent(type -> echoed.put("application_type", type));
        scope(members).ifPresent(scope -> echoed.put("scope", scope));
        return new Registration(metadata, method, echoed);
    }

    private static Optional<String> scope(Members members) throws Refusal {
        Optional<String> scope = members.text("scope", LONGEST_SCOPE);
        if (scope.isPresent() && !SCOPE.matcher(scope.get()).matches()) {
            throw Refusal.metadata("scope has to be words between spaces (RFC 6749 §3.3).");
        }
        return scope;
    }

    /** OpenID Connect Dynamic Client Registration 1.0 §2; a client that does not say is not held to either. */
    private static Optional<String> applicationType(Members members, ClientMetadata metadata) throws Refusal {
        Optional<String> type = members.text("application_type", 100);
        if (type.isPresent() && !List.of("web", "native").contains(type.get())) {
            throw Refusal.metadata("application_type has to be web or native.");
        }
        boolean web = type.isPresent() && type.get().equals("web");
        if (web && !metadata.redirectUris().stream().allMatch(uri -> uri.startsWith("https://"))) {
            throw Refusal.redirectUri("redirect_uris of a client whose application_type is web have to be https;"
                    + " on loopback or with a scheme of its own it is native.");
        }
        return type;
    }

    /** What a {@code token_endpoint_auth_method} stands for. */
    static Optional<Authentication> authentication(String method) {
        return Optional.ofNullable(AUTHENTICATIONS.get(method));
    }

    /** A registration that is in order. */
    private record Registration(ClientMetadata metadata, String authentication, Map<String, String> echoed) {}
}
