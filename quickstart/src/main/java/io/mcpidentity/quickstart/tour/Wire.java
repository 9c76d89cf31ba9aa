package io.mcpidentity.quickstart.tour;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** Sends requests, and shows them and their answers. */
final class Wire {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient http;
    private final Transcript transcript;

    private Wire(HttpClient http, Transcript transcript) {
        this.http = http;
        this.transcript = transcript;
    }

    /** The wire of a program. */
    static Wire ofClient(Transcript transcript) {
        return new Wire(client().build(), transcript);
    }

    /** The wire of a browser, which keeps cookies. */
    static Wire ofBrowser(Transcript transcript) {
        return new Wire(client().cookieHandler(new CookieJar()).build(), transcript);
    }

    private static HttpClient.Builder client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER);
    }

    /** Sends a request; of a JSON answer only these members are shown, if any are named. */
    Reply send(Call call, String... shown) throws IOException, InterruptedException {
        transcript.sent(call);
        Reply reply = Reply.of(http.send(call.request(), BodyHandlers.ofString()));
        transcript.came(reply, List.of(shown));
        return reply;
    }
}
