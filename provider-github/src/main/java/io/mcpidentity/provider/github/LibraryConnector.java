package io.mcpidentity.provider.github;

import io.mcpidentity.AccessToken;
import io.mcpidentity.oidc.ProviderApi;
import io.mcpidentity.spi.HttpTransport.Request;
import io.mcpidentity.spi.HttpTransport.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kohsuke.github.connector.GitHubConnector;
import org.kohsuke.github.connector.GitHubConnectorRequest;
import org.kohsuke.github.connector.GitHubConnectorResponse;

/**
 * Sends what the library asks for through the project's own transport, and ends whatever is not a plain answer before the
 * library sees it: it would follow redirects, sleep out limits, and try again.
 *
 * <p>The library never has the token. One connector serves one look-up, on one thread.
 */
final class LibraryConnector implements GitHubConnector {

    /** GitHub answered something else than 200, or not at all. */
    static final class Refusal extends IOException {

        @Serial
        private static final long serialVersionUID = 1L;

        private final int status;
        private final transient Optional<Duration> retryAfter;

        /** A refusal with this status; 0 where there was no answer. */
        private Refusal(int status, String message, Optional<Duration> retryAfter) {
            super(message);
            this.status = status;
            this.retryAfter = retryAfter;
        }

        /** Whether GitHub answered that this token may not see this, and not that it answers nothing at all. */
        boolean isAboutThis() {
            return (status == 403 && retryAfter.isEmpty()) || (status >= 300 && status < 400) || status == 404;
        }

        Optional<Duration> retryAfter() {
            return retryAfter;
        }
    }

    private final GitHubApi gitHub;
    private final AccessToken token;
    private final long end;
    private int callsLeft;

    /**
     * A connector for one look-up.
     *
     * @param calls how many calls it may take
     * @param patience how long it may take
     */
    LibraryConnector(GitHubApi gitHub, AccessToken token, int calls, Duration patience) {
        this.gitHub = gitHub;
        this.token = token;
        callsLeft = calls;
        end = System.nanoTime() + patience.toNanos();
    }

    @Override
    public GitHubConnectorResponse send(GitHubConnectorRequest asked) throws IOException {
        Optional<String> path = gitHub.path(asked.url().toString());
        if (!asked.method().equals("GET") || path.isEmpty()) {
            throw new Refusal(0, "The look-up leads away from GitHub's API", Optional.empty());
        }
        long left = end - System.nanoTime();
        if (callsLeft-- <= 0 || left <= 0) {
            throw new Refusal(0, "The look-up takes too many calls, or too long", Optional.empty());
        }
        Duration deadline = Duration.ofNanos(Math.min(left, gitHub.timeout().toNanos()));
        Response response = send(gitHub.request("GET", path.get(), "Bearer " + token.value(), deadline));
        if (response.status() != 200) {
            throw new Refusal(response.status(), "HTTP " + response.status(), waitFor(response));
        }
        return new Answer(asked, response);
    }

    private Response send(Request request) throws Refusal {
        try {
            return gitHub.http().send(request);
        } catch (IOException failed) {
            throw new Refusal(0, String.valueOf(failed.getMessage()), Optional.empty());
        }
    }

    /** A 403 that is about what was asked for has none of the signs of a limit. */
    private Optional<Duration> waitFor(Response response) {
        Instant now = gitHub.clock().instant();
        return ProviderApi.retryAfter(response, now).or(() -> GitHubApi.limit(response, now));
    }

    private static final class Answer extends GitHubConnectorResponse.ByteArrayResponse {

        private final byte[] body;

        Answer(GitHubConnectorRequest asked, Response response) {
            super(asked, response.status(), headers(response));
            body = response.body();
        }

        /** Nobody asked for compression, and what a few bytes unfold to would know no limit. */
        private static Map<String, List<String>> headers(Response response) {
            Map<String, List<String>> headers = new HashMap<>(response.headers());
            headers.remove("content-encoding");
            return headers;
        }

        @Override
        protected InputStream rawBodyStream() {
            return new ByteArrayInputStream(body);
        }
    }
}
