package io.mcpidentity.oidc;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.Reason;
import io.mcpidentity.Verification;
import io.mcpidentity.jose.JoseException;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.HttpTransport.Request;
import io.mcpidentity.spi.HttpTransport.Response;
import io.mcpidentity.spi.TokenVerifier;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks the authorization server about tokens (RFC 7662). Thread-safe.
 *
 * <p>A refusal of this server's own credentials is an outage, not a bad token. After three failures in a row, or when the
 * server names a time, it is left alone for some seconds and callers are told at once. Does not check times, audience or
 * scopes of an active token.
 */
public final class IntrospectionVerifier implements TokenVerifier {

    private static final int MAX_BYTES = 1 << 18;
    private static final int TOLERATED_FAILURES = 2;
    /** Anybody can send a token that a server stumbles over; that must not keep others' tokens from being asked about. */
    private static final Set<Integer> ABOUT_THE_REQUEST = Set.of(400, 413, 414, 422);

    private static final String WHAT = "The introspection answer";

    /** How the server authenticates at the endpoint (RFC 6749 §2.3.1). */
    public enum ClientAuthentication {
        /** {@code client_secret_basic}: in the {@code Authorization} header. */
        BASIC,
        /** {@code client_secret_post}: in the form. */
        POST
    }

    private final String issuer;
    private final Endpoint endpoint;
    private final HttpTransport http;
    private final ClientCredentials client;
    private final InstantSource clock;
    private final Duration timeout;
    private final TokenTypeRules types;
    private final boolean boundToClient;
    private final Outage outage;

    private IntrospectionVerifier(Builder from) {
        issuer = from.issuer;
        endpoint = from.endpoint;
        http = from.http;
        client = new ClientCredentials(from.clientId, from.clientSecret, from.authentication);
        clock = from.clock;
        timeout = from.timeout;
        types = new TokenTypeRules(from.payloadTypes, false);
        boundToClient = from.boundToClient;
        outage = new Outage(clock, TOLERATED_FAILURES);
    }

    /** Asks this endpoint about the issuer's tokens, as this client. */
    public static Builder builder(
            String issuer, Endpoint endpoint, HttpTransport http, String clientId, String clientSecret) {
        return new Builder(issuer, endpoint, http, clientId, clientSecret);
    }

    @Override
    public boolean asksProvider(AccessToken token) {
        return true;
    }

    @Override
    public Verification verify(AccessToken token) {
        return verify(token, Map.of());
    }

    /** Asks about a token of which these claims are known already; what the server answers goes before them. */
    public Verification verify(AccessToken token, Map<String, Object> known) {
        try {
            outage.check();
            Map<String, Object> answer = ask(token);
            outage.recovered();
            return read(answer, known);
        } catch (ProviderUnavailableException failure) {
            return new Verification.Unavailable(String.valueOf(failure.getMessage()), failure.retryAfter());
        } catch (JoseException refusal) {
            return new Verification.Rejected(refusal.reason(), refusal.detail());
        }
    }

    private Verification read(Map<String, Object> answer, Map<String, Object> known) throws JoseException {
        if (!Boolean.TRUE.equals(answer.get("active"))) {
            return new Verification.Rejected(
                    Reason.INACTIVE, "The authorization server says that the token is not active");
        }
        if (!isOfIssuer(answer) || !isOfIssuer(known)) {
            return new Verification.Rejected(Reason.WRONG_ISSUER, "The token is of another issuer");
        }
        types.checkClaims(answer, Optional.empty());
        Map<String, Object> claims = new LinkedHashMap<>(known);
        claims.putAll(answer);
        return new Verification.Accepted(TokenClaims.translate(issuer, claims, boundToClient));
    }

    /** An answer may leave the issuer out, but then a signed token's own claim still counts. */
    private boolean isOfIssuer(Map<String, Object> claims) throws JoseException {
        return TokenClaims.text(claims, "iss").orElse(issuer).equals(issuer);
    }

    private Map<String, Object> ask(AccessToken token) throws ProviderUnavailableException {
        Response response = send(token);
        if (ABOUT_THE_REQUEST.contains(response.status())) {
            throw ProviderCall.refused(response, WHAT, clock.instant());
        }
        try {
            if (response.status() == 401 || response.status() == 403) {
                throw new ProviderUnavailableException("The introspection endpoint of " + issuer
                        + " refuses this server's own credentials (HTTP " + response.status()
                        + "): check client-id and client-secret, and that the client may introspect");
            }
            if (response.status() != 200) {
                throw ProviderCall.refused(response, WHAT, clock.instant());
            }
            String type = response.header("content-type").orElse("").toLowerCase(Locale.ROOT);
            if (!type.split(";", 2)[0].strip().equals("application/json")) {
                throw new ProviderUnavailableException(WHAT + " cannot be read: it is no application/json");
            }
            Map<String, Object> answer = ProviderCall.json(response, WHAT);
            if (!(answer.get("active") instanceof Boolean)) {
                throw new ProviderUnavailableException(
                        WHAT + " cannot be read: it does not say whether the token is active");
            }
            return answer;
        } catch (ProviderUnavailableException failure) {
            outage.failed(failure);
            throw failure;
        }
    }

    private Response send(AccessToken token) throws ProviderUnavailableException {
        try {
            return ProviderCall.send(http, request(token), WHAT);
        } catch (ProviderUnavailableException failure) {
            outage.failed(failure);
            throw failure;
        }
    }

    private Request request(AccessToken token) throws ProviderUnavailableException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("token", token.value());
        form.put("token_type_hint", "access_token");
        return client.post(endpoint.uri(), form, timeout, MAX_BYTES);
    }

    /** Collects how to ask; not thread-safe. */
    public static final class Builder {

        private final String issuer;
        private final Endpoint endpoint;
        private final HttpTransport http;
        private final String clientId;
        private final String clientSecret;
        private ClientAuthentication authentication = ClientAuthentication.BASIC;
        private InstantSource clock = InstantSource.system();
        private Duration timeout = Duration.ofSeconds(5);
        private Set<String> payloadTypes = Set.of();
        private boolean boundToClient;

        private Builder(String issuer, Endpoint endpoint, HttpTransport http, String clientId, String clientSecret) {
            this.issuer = issuer;
            this.endpoint = endpoint;
            this.http = http;
            this.clientId = clientId;
            this.clientSecret = clientSecret;
        }

        /** Sets how the server authenticates; {@link ClientAuthentication#BASIC} by default. */
        public Builder authentication(ClientAuthentication authentication) {
            this.authentication = authentication;
            return this;
        }

        /** Takes the time from this clock. */
        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /** Sets the deadline of a call; 5 s by default. */
        public Builder timeout(Duration timeout) {
            this.timeout = timeout;
            return this;
        }

        /** Accepts only answers whose {@code typ} is one of these, in any case: {@code Bearer} and {@code DPoP}. */
        public Builder payloadTypes(Set<String> types) {
            payloadTypes = Set.copyOf(types);
            return this;
        }

        /** Says that the provider binds tokens to clients ({@code client_id}) and not to resources. */
        public Builder boundToClient() {
            boundToClient = true;
            return this;
        }

        /** The verifier. */
        public IntrospectionVerifier build() {
            return new IntrospectionVerifier(this);
        }
    }
}
