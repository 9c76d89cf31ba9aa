package io.mcpidentity.provider.google;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.Reason;
import io.mcpidentity.TokenBinding;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.oidc.ProviderApi;
import io.mcpidentity.spi.HttpTransport.Request;
import io.mcpidentity.spi.HttpTransport.Response;
import io.mcpidentity.spi.ProviderContext;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks Google about access tokens. Thread-safe.
 *
 * <p>The token travels in the query, as Google documents it; no message holds the query. Where the JDK's client would log it,
 * the token travels in a header, as Google's own library for Node.js has it.
 *
 * <p>A token is bound to the client that asked for it ({@code aud}) and to the one that presents it ({@code azp}): the second
 * must be one of the configured clients here, and the first is left to {@code Authenticator}, as are times.
 */
final class TokenInfo {

    /** The longest that Google says its access tokens may be, in bytes. */
    private static final int LONGEST_TOKEN = 2048;

    private static final int MAX_BYTES = 1 << 16;
    private static final String WHAT = "Google's answer about a token";

    private final String issuer;
    private final URI endpoint;
    private final Set<String> clientIds;
    private final Duration timeout;
    private final ProviderApi api;

    TokenInfo(ProviderContext context, GoogleEndpoints endpoints, Set<String> clientIds, Duration timeout) {
        this.issuer = endpoints.issuer();
        this.endpoint = endpoints.tokenInfo();
        this.clientIds = Set.copyOf(clientIds);
        this.timeout = timeout;
        this.api = new ProviderApi(WHAT, context.http(), context.clock());
    }

    Verification verify(AccessToken token) {
        if (token.value().length() > LONGEST_TOKEN) {
            return new Verification.Rejected(Reason.TOO_LARGE, "The token is longer than Google's access tokens");
        }
        try {
            Response response = api.send(request(token), Set.of(200, 400));
            Map<String, Object> answer = api.json(response);
            return response.status() == 400 ? refused(answer) : read(answer);
        } catch (ProviderUnavailableException outage) {
            return new Verification.Unavailable(String.valueOf(outage.getMessage()), outage.retryAfter());
        }
    }

    private Request request(AccessToken token) {
        if (HttpClientLog.showsUrls()) {
            return new Request(
                    "POST",
                    endpoint,
                    Map.of("Accept", "application/json", "Authorization", "Bearer " + token.value()),
                    new byte[0],
                    timeout,
                    MAX_BYTES);
        }
        String query = "access_token=" + URLEncoder.encode(token.value(), StandardCharsets.UTF_8);
        return new Request(
                "GET",
                URI.create(endpoint + "?" + query),
                Map.of("Accept", "application/json"),
                new byte[0],
                timeout,
                MAX_BYTES);
    }

    /** Only one of the reasons for a 400 is about the token; the older form of that answer has a description alone. */
    private static Verification refused(Map<String, Object> answer) {
        Object error = answer.get("error");
        return "invalid_token".equals(error)
                        || (error == null && "Invalid Value".equals(answer.get("error_description")))
                ? new Verification.Rejected(
                        Reason.INACTIVE,
                        "Google says that the token is not valid: it has expired, was revoked, or is none of Google's")
                : new Verification.Unavailable(WHAT + " cannot be had: HTTP 400", Optional.empty());
    }

    private Verification read(Map<String, Object> answer) throws ProviderUnavailableException {
        Optional<String> audience = text(answer, "aud");
        Optional<String> presenter = text(answer, "azp");
        if (audience.isEmpty() || presenter.isEmpty()) {
            return new Verification.Rejected(
                    Reason.WRONG_CLIENT, "Google does not say to which client the token was issued (aud, azp)");
        }
        if (!clientIds.contains(presenter.get()) && !presenter.equals(audience)) {
            return new Verification.Rejected(
                    Reason.WRONG_CLIENT, "The token is presented by a client that `client-ids` does not name (azp)");
        }
        long expiry = seconds(answer, "exp");
        if (seconds(answer, "expires_in") <= 0) {
            return new Verification.Rejected(Reason.EXPIRED, "Google says that the token has expired");
        }
        VerifiedToken.Builder token = VerifiedToken.builder(issuer)
                .clientId(presenter.get())
                .binding(new TokenBinding.ToClient(audience.get()))
                .scopes(GoogleScopes.read(text(answer, "scope").orElse("")))
                .expiresAt(Instant.ofEpochSecond(expiry))
                .claims(claims(answer, expiry));
        text(answer, "sub").ifPresent(token::subject);
        return new Verification.Accepted(token.build());
    }

    private Map<String, Object> claims(Map<String, Object> answer, long expiry) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        for (String name : new String[] {"sub", "aud", "azp", "scope", "email"}) {
            text(answer, name).ifPresent(value -> claims.put(name, value));
        }
        claims.put("exp", expiry);
        Object verified = answer.get("email_verified");
        claims.put("email_verified", Boolean.TRUE.equals(verified) || "true".equals(verified));
        return claims;
    }

    private static Optional<String> text(Map<String, Object> answer, String name) {
        return answer.get(name) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    /** Google writes these numbers as text. */
    private static long seconds(Map<String, Object> answer, String name) throws ProviderUnavailableException {
        Object value = answer.get(name);
        if (value instanceof Long number && number >= 0 && number < 1_000_000_000_000L) {
            return number;
        }
        if (value instanceof String text && text.matches("-?[0-9]{1,12}")) {
            return Long.parseLong(text);
        }
        throw new ProviderUnavailableException(WHAT + " cannot be read: its " + name + " is no time");
    }
}
