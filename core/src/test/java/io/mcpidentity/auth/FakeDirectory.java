package io.mcpidentity.auth;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.spi.Directory;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A directory that says what it is told to, counts who asks, and can be made to wait. */
final class FakeDirectory implements Directory {

    /** Answers a question. */
    @FunctionalInterface
    interface Answer {
        Set<String> of(VerifiedToken token) throws ProviderUnavailableException;
    }

    final AtomicInteger calls = new AtomicInteger();
    final BlockingQueue<String> answered = new LinkedBlockingQueue<>();
    volatile Answer answer = token -> Set.of("group:staff");

    @Override
    public Set<String> attributes(VerifiedToken token, AccessToken presented) throws ProviderUnavailableException {
        calls.incrementAndGet();
        try {
            return answer.of(token);
        } finally {
            answered.add(token.subject().orElseThrow());
        }
    }

    /** Goes down. */
    void fail() {
        answer = token -> {
            throw new ProviderUnavailableException("HTTP 500", Optional.empty());
        };
    }

    /** Waits until a question was answered that nobody waited for. */
    void awaitAnswer() throws InterruptedException {
        if (answered.poll(30, TimeUnit.SECONDS) == null) {
            throw new AssertionError("The directory was not asked");
        }
    }
}
