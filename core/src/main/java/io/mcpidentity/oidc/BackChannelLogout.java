package io.mcpidentity.oidc;

import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.SignOut;
import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.JwsAlgorithm;
import io.mcpidentity.spi.HttpEndpoints;
import io.mcpidentity.spi.ProviderContext;
import io.mcpidentity.spi.Revocations;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where an issuer tells that a session has ended: the back-channel logout URI of OpenID Connect Back-Channel Logout 1.0,
 * at one path of the protected server. Thread-safe.
 *
 * <p>Takes a {@code POST} of a form with a {@code logout_token}, which is checked as §2.6 says, and tells
 * {@link Revocations#signedOut} before it answers. A provider serves it by {@code IdentityProvider.endpoints} and hands on
 * what it gets by {@code IdentityProvider.revocations}; until then nothing is accepted.
 *
 * <p>Does not check whether anybody here has a session that the token names, nor which client began it.
 */
public final class BackChannelLogout implements HttpEndpoints {

    private static final Logger LOG = System.getLogger(BackChannelLogout.class.getName());
    private static final Duration AGAIN_IN = Duration.ofSeconds(5);
    private static final String FORM = "application/x-www-form-urlencoded";

    private final String path;
    private final LogoutTokens tokens;
    private volatile Revocations revocations = Revocations.NOBODY;

    private BackChannelLogout(Builder from) {
        path = from.path;
        tokens = new LogoutTokens(
                from.issuer, new IssuerSignatures(from.issuer, from.keys, from.algorithms), from.clients, from.clock);
    }

    /**
     * Takes logout tokens of this issuer, signed with these keys, for one of these clients.
     *
     * @param keys the same as those of the issuer's access tokens, so that they are fetched once
     * @param path the decoded path, which begins with a slash
     * @param clients {@code client_id} of those that name this path at the issuer
     */
    public static Builder builder(String issuer, JwksKeys keys, String path, Set<String> clients) {
        return new Builder(issuer, keys, path, clients);
    }

    /**
     * The one that {@link OidcSettings#LOGOUT_PATH}, {@link OidcSettings#LOGOUT_CLIENTS} and
     * {@link OidcSettings#ALGORITHMS} ask for; empty without the first. One setting without the other is reported.
     */
    public static Optional<BackChannelLogout> configured(ProviderContext context, String issuer, JwksKeys keys) {
        Optional<String> path = context.find(OidcSettings.LOGOUT_PATH);
        Set<String> clients = context.find(OidcSettings.LOGOUT_CLIENTS).orElse(Set.of());
        if (path.isPresent() && clients.isEmpty()) {
            context.problem(
                    OidcSettings.LOGOUT_CLIENTS,
                    "is missing: `logout-path` takes logout tokens that are for one of these clients");
        } else if (path.isEmpty() && !clients.isEmpty()) {
            context.problem(
                    OidcSettings.LOGOUT_PATH, "is missing: nothing is taken for `logout-clients` without a path");
        }
        return path.map(at -> builder(issuer, keys, at, clients)
                .algorithms(context.get(OidcSettings.ALGORITHMS))
                .clock(context.clock())
                .build());
    }

    /** Sets whom to tell, once. */
    public void revocations(Revocations revocations) {
        this.revocations = revocations;
    }

    @Override
    public boolean cover(String path) {
        return this.path.equals(path);
    }

    @Override
    public Set<String> paths() {
        return Set.of(path);
    }

    @Override
    public Response answer(Request request) {
        if (!request.method().equals("POST")) {
            return error(405, "invalid_request", "Logout tokens come by POST").with("Allow", "POST");
        }
        String type = request.header("content-type").orElse("").toLowerCase(Locale.ROOT);
        if (!type.split(";", 2)[0].strip().equals(FORM)) {
            return error(415, "invalid_request", "Logout tokens come in a form: " + FORM);
        }
        try {
            String token = FormField.only(request.body(), "logout_token")
                    .orElseThrow(() -> FormField.refusal("The form has no logout_token"));
            return tell(token);
        } catch (JoseException refusal) {
            LOG.log(
                    Level.DEBUG,
                    "A logout token was refused: {0}: {1}",
                    refusal.reason().code(),
                    refusal.detail());
            return error(400, "invalid_request", refusal.detail());
        }
    }

    private Response tell(String token) throws JoseException {
        Revocations whom = revocations;
        if (whom.equals(Revocations.NOBODY)) {
            return unavailable(AGAIN_IN);
        }
        SignOut end;
        try {
            end = tokens.verify(token);
        } catch (ProviderUnavailableException outage) {
            return unavailable(outage.retryAfter().orElse(AGAIN_IN));
        }
        whom.signedOut(end);
        return answer(200, "");
    }

    private static Response unavailable(Duration again) {
        long seconds = Math.max(1, again.plusMillis(999).toSeconds());
        return error(503, "temporarily_unavailable", "The logout token cannot be checked now")
                .with("Retry-After", Long.toString(seconds));
    }

    /** Sentences of ours alone, with nothing in them that JSON would have to escape. */
    private static Response error(int status, String code, String sentence) {
        return answer(status, "{\"error\":\"" + code + "\",\"error_description\":\"" + sentence + "\"}")
                .with("Content-Type", "application/json");
    }

    /** Keeps no connection: over one that is dead since a restart here a provider's only call would be lost. */
    private static Response answer(int status, String body) {
        return new Response(
                status,
                List.of(new Header("Cache-Control", "no-store"), new Header("Connection", "close")),
                body.getBytes(StandardCharsets.UTF_8));
    }

    /** Collects what is accepted; not thread-safe. */
    public static final class Builder {

        private final String issuer;
        private final JwksKeys keys;
        private final String path;
        private final Set<String> clients;
        private Set<JwsAlgorithm> algorithms = EnumSet.allOf(JwsAlgorithm.class);
        private InstantSource clock = InstantSource.system();

        private Builder(String issuer, JwksKeys keys, String path, Set<String> clients) {
            this.issuer = issuer;
            this.keys = keys;
            this.path = path;
            this.clients = clients;
        }

        /**
         * Sets the algorithms that are accepted, by their {@code alg}; all asymmetric ones by default.
         *
         * @throws IllegalArgumentException if there is none, or one is symmetric or unknown: "is not …"
         */
        public Builder algorithms(Set<String> names) {
            algorithms = IssuerSignatures.algorithms(names);
            return this;
        }

        /** Takes the time from this clock. */
        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /** The endpoint. */
        public BackChannelLogout build() {
            return new BackChannelLogout(this);
        }
    }
}
