package io.mcpidentity.oidc;

import java.io.IOException;
import java.io.Serial;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Collects a body up to a limit and cancels the exchange past it. Used for one exchange. */
final class LimitedBody implements HttpResponse.BodySubscriber<byte[]> {

    /** The body is longer than the limit. */
    static final class TooLong extends IOException {
        @Serial
        private static final long serialVersionUID = 1L;
    }

    private final int maxBytes;
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private byte[] collected = new byte[0];
    private int length;
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean aborted;

    LimitedBody(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (aborted) {
            given.cancel();
        } else {
            given.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
        for (ByteBuffer part : parts) {
            int more = part.remaining();
            if (more > maxBytes - length) {
                whole.completeExceptionally(new TooLong());
                abort();
                return;
            }
            if (length + more > collected.length) {
                collected = Arrays.copyOf(collected, Math.min(maxBytes, Math.max(length + more, 2 * collected.length)));
            }
            part.get(collected, length, more);
            length += more;
        }
    }

    @Override
    public void onError(Throwable failure) {
        whole.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        whole.complete(length == collected.length ? collected : Arrays.copyOf(collected, length));
    }

    /** Stops reading; does nothing once the body is complete. */
    void abort() {
        aborted = true;
        Flow.Subscription open = subscription;
        if (open != null && !(whole.isDone() && !whole.isCompletedExceptionally())) {
            open.cancel();
        }
    }
}
