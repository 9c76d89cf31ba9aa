package io.mcpidentity.provider.google;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.oidc.Endpoint;
import io.mcpidentity.oidc.ProviderApi;
import io.mcpidentity.spi.HttpTransport.Request;
import io.mcpidentity.spi.HttpTransport.Response;
import io.mcpidentity.spi.ProviderContext;
import io.mcpidentity.spi.Revoker;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Revokes tokens at Google (RFC 7009), which takes nobody's credentials but the token. Thread-safe.
 *
 * <p>Revoking an access token takes its refresh token with it, and the consent that both rest on. Google has no way to sign
 * somebody out by name; one of his tokens will do.
 */
final class GoogleRevoker implements Revoker {

    private static final int MAX_BYTES = 1 << 16;
    private static final String WHAT = "Google's answer to a revocation";

    private final Endpoint endpoint;
    private final Duration timeout;
    private final ProviderApi api;

    GoogleRevoker(ProviderContext context, Endpoint endpoint, Duration timeout) {
        this.endpoint = endpoint;
        this.timeout = timeout;
        this.api = new ProviderApi(WHAT, context.http(), context.clock());
    }

    @Override
    public boolean revoke(AccessToken token, VerifiedToken verified) throws ProviderUnavailableException {
        return GoogleTokenVerifier.isAccessToken(token) && Set.of(200, 400).contains(send(token));
    }

    /** A token that Google knows no more says nothing of the refresh token beside it, so that it signs nobody out. */
    @Override
    public boolean signOut(Subject subject) throws ProviderUnavailableException {
        Optional<AccessToken> token = subject.token();
        return token.filter(GoogleTokenVerifier::isAccessToken).isPresent() && send(token.get()) == 200;
    }

    /** Answers 200 for a token that was revoked now, and 400 for one that works no more anyway. */
    private int send(AccessToken token) throws ProviderUnavailableException {
        String form = "token=" + URLEncoder.encode(token.value(), StandardCharsets.UTF_8);
        Response response = api.send(
                new Request(
                        "POST",
                        endpoint.uri(),
                        Map.of("Accept", "application/json", "Content-Type", "application/x-www-form-urlencoded"),
                        form.getBytes(StandardCharsets.UTF_8),
                        timeout,
                        MAX_BYTES),
                Set.of(200, 400));
        if (response.status() == 400
                && !"invalid_token".equals(api.json(response).get("error"))) {
            throw new ProviderUnavailableException(WHAT + " cannot be had: HTTP 400");
        }
        return response.status();
    }

    /** Names nothing but the type. */
    @Override
    public String toString() {
        return "GoogleRevoker";
    }
}
