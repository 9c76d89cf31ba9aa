package io.mcpidentity.provider.google;

import com.google.api.client.http.HttpResponseException;
import com.google.auth.http.HttpTransportFactory;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.spi.HttpTransport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * This server's own account at Google, by Google's library, which signs with the account's key and keeps its tokens fresh.
 * Thread-safe. The only class, with {@link LibraryTransport} and {@link LibraryLog}, that needs the library.
 */
final class ServiceAccount implements AccessTokens {

    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-identity.groups.readonly";

    private final GoogleCredentials original;
    private volatile GoogleCredentials credentials;

    private ServiceAccount(GoogleCredentials credentials) {
        this.original = credentials;
        this.credentials = fresh(credentials);
    }

    /**
     * Reads the credentials; nothing is called.
     *
     * @param json a file of credentials as Google writes it
     * @param delegate the person in whose name the account asks
     * @throws IllegalArgumentException if they cannot work: "is not …"
     */
    static ServiceAccount of(String json, Optional<String> delegate, HttpTransport http, Duration timeout) {
        LibraryLog.withoutSecrets();
        HttpTransportFactory transport = () -> new LibraryTransport(http, timeout, CredentialFile::isTrusted);
        CredentialFile.check(json);
        GoogleCredentials scoped = read(json, transport).createScoped(SCOPE).createWithCustomRetryStrategy(false);
        if (delegate.isEmpty()) {
            return new ServiceAccount(scoped);
        }
        if (!(scoped instanceof ServiceAccountCredentials)) {
            throw new IllegalArgumentException(
                    "is not the key of a service account, and only with a key can it ask in the name of `delegate`");
        }
        return new ServiceAccount(scoped.createDelegated(delegate.get()));
    }

    private static GoogleCredentials read(String json, HttpTransportFactory transport) {
        try {
            return GoogleCredentials.fromStream(
                    new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), transport);
        } catch (IOException | RuntimeException unreadable) {
            // Its message may hold parts of the key.
            throw CredentialFile.unreadable();
        }
    }

    /** The same credentials without a token. */
    private static GoogleCredentials fresh(GoogleCredentials credentials) {
        return credentials.toBuilder().setAccessToken(null).build();
    }

    @Override
    public String current() throws ProviderUnavailableException {
        GoogleCredentials now = credentials;
        try {
            now.refreshIfExpired();
            AccessToken token = now.getAccessToken();
            if (token != null) {
                return token.getTokenValue();
            }
            throw new ProviderUnavailableException("Google gives the service account no token");
        } catch (IOException | RuntimeException failed) {
            // Its message may hold what was sent.
            throw new ProviderUnavailableException(describe(failed));
        }
    }

    @Override
    public void forget() {
        credentials = fresh(original);
    }

    private static String describe(Exception failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpResponseException answer) {
                int status = answer.getStatusCode();
                return "Google gives the service account no token: HTTP " + status
                        + (status == 400 || status == 401 || status == 403
                                ? "; check that its key is neither deleted nor disabled and this machine's clock is right"
                                        + " and, with `delegate`, that the Admin console delegates " + SCOPE
                                        + " to the account and that the person exists"
                                : "");
            }
        }
        return "Google gives the service account no token, or cannot be asked for one";
    }

    /** Names nothing but the type. */
    @Override
    public String toString() {
        return "ServiceAccount";
    }
}
