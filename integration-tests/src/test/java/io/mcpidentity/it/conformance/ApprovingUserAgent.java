package io.mcpidentity.it.conformance;

import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ProviderUnavailable;
import io.mcpidentity.client.agent.UserAgent;
import io.mcpidentity.client.agent.Visit;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A person who has nothing to do: the suite's authorization server approves by itself and redirects at once. */
final class ApprovingUserAgent implements UserAgent {

    /** Nobody listens there: the redirect is read, not followed. */
    private static final URI REDIRECT = URI.create("http://127.0.0.1/callback");

    private final HttpClient http = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    @Override
    public Visit open() {
        return new Visit() {
            @Override
            public URI redirectUri() {
                return REDIRECT;
            }

            @Override
            public Map<String, String> go(URI authorizationUrl) throws ClientFailure {
                return parameters(redirect(authorizationUrl));
            }

            @Override
            public void close() {}
        };
    }

    private String redirect(URI url) throws ClientFailure {
        try {
            HttpResponse<Void> answer = http.send(
                    HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(20)).build(),
                    HttpResponse.BodyHandlers.discarding());
            return answer.headers()
                    .firstValue("Location")
                    .filter(location -> location.startsWith(REDIRECT + "?"))
                    .orElseThrow(() -> new AccessRefused(
                            "The authorization endpoint answers " + answer.statusCode() + " and redirects nowhere"));
        } catch (IOException e) {
            throw new ProviderUnavailable("The authorization endpoint does not answer", Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AccessRefused("The sign-in was interrupted");
        }
    }

    private static Map<String, String> parameters(String location) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : URI.create(location).getRawQuery().split("&")) {
            int equals = pair.indexOf('=');
            parameters.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
