package io.mcpidentity.client.sdk;

import io.mcpidentity.client.session.Answer;
import io.mcpidentity.client.session.OAuthSession;
import io.modelcontextprotocol.client.transport.HttpRequestSnapshot;
import java.net.URI;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/** A session as transports see it. */
record SessionAccess(OAuthSession session) implements Access {

    SessionAccess {
        Objects.requireNonNull(session, "session");
    }

    @Override
    public CompletionStage<Map<String, String>> headers(String method, URI uri) {
        return session.headersAsync(method, uri);
    }

    @Override
    public CompletionStage<Boolean> answered(HttpRequestSnapshot request, ResponseInfo answer) {
        return session.answeredAsync(
                        request.headers().map(),
                        answer.statusCode(),
                        answer.headers().map())
                .thenApply(Answer.Retry.class::isInstance);
    }
}
