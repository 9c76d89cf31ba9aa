package io.mcpidentity.client.sdk;

import io.mcpidentity.client.ClientFailure;
import io.modelcontextprotocol.client.transport.HttpRequestSnapshot;
import java.net.URI;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * One user's access in a client that many share.
 *
 * @param user whose it is
 * @param access the user's own
 */
record AccessOfUser(String user, Access access) implements Access {

    @Override
    public CompletionStage<Map<String, String>> headers(String method, URI uri) {
        return marked(access.headers(method, uri));
    }

    @Override
    public CompletionStage<Boolean> answered(HttpRequestSnapshot request, ResponseInfo answer) {
        return marked(access.answered(request, answer));
    }

    private <T> CompletionStage<T> marked(CompletionStage<T> stage) {
        return stage.handle((value, thrown) -> {
                    if (thrown == null) {
                        return CompletableFuture.completedFuture(value);
                    }
                    Throwable cause = thrown instanceof CompletionException && thrown.getCause() != null
                            ? thrown.getCause()
                            : thrown;
                    return CompletableFuture.<T>failedFuture(
                            cause instanceof ClientFailure failure ? new FailureOfUser(user, failure) : cause);
                })
                .thenCompose(outcome -> outcome);
    }

    /** Whose it is may be private. */
    @Override
    public String toString() {
        return "AccessOfUser";
    }
}
