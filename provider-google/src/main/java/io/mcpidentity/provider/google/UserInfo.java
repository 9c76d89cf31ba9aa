package io.mcpidentity.provider.google;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.oidc.Endpoint;
import io.mcpidentity.oidc.ProviderApi;
import io.mcpidentity.spi.HttpTransport.Request;
import io.mcpidentity.spi.ProviderContext;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks Google's userinfo endpoint (OpenID Connect Core 1.0 §5.3) which organization an account belongs to. Thread-safe.
 *
 * <p>Userinfo does not say for which client a token was issued: only tokens that were found to be meant for this server come
 * here.
 */
final class UserInfo {

    private static final int MAX_BYTES = 1 << 16;
    private static final String WHAT = "Google's answer about an account's domain";

    private final Endpoint endpoint;
    private final Duration timeout;
    private final ProviderApi api;

    UserInfo(ProviderContext context, Endpoint endpoint, Duration timeout) {
        this.endpoint = endpoint;
        this.timeout = timeout;
        // A 401 is about the caller's token, which may have been revoked meanwhile.
        this.api = new ProviderApi(
                WHAT,
                context.http(),
                context.clock(),
                (response, now) -> Optional.empty(),
                response -> response.status() == 401);
    }

    /** The domain of the organization that manages the account ({@code hd}); empty for accounts that nobody manages. */
    Optional<String> domain(VerifiedToken token, AccessToken presented) throws ProviderUnavailableException {
        Map<String, Object> answer = api.json(api.send(
                new Request(
                        "GET",
                        endpoint.uri(),
                        Map.of("Accept", "application/json", "Authorization", "Bearer " + presented.value()),
                        new byte[0],
                        timeout,
                        MAX_BYTES),
                Set.of(200)));
        if (!token.subject().equals(Optional.ofNullable(answer.get("sub")))) {
            throw new ProviderUnavailableException(WHAT + " cannot be used: it is about somebody else (sub)");
        }
        return answer.get("hd") instanceof String domain && isDomain(domain) ? Optional.of(domain) : Optional.empty();
    }

    private static boolean isDomain(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c != '@' && c != '*' && c != 0x7f);
    }
}
