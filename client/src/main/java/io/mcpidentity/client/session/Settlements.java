package io.mcpidentity.client.session;

import io.mcpidentity.client.ProviderUnavailable;
import io.mcpidentity.client.session.ServerAnswer.Matter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Lets requests that are refused in the same way at the same time share what settles it: one sign-in, and what came of it.
 * Thread-safe.
 */
final class Settlements {

    private final Function<ServerAnswer, Answer> settling;
    private final Duration patience;
    private final Chain chain;
    private final Flights<Matter, Answer> flights = new Flights<>();

    /**
     * Settlements by this.
     *
     * @param settling settles one refusal, and waits as long as that takes
     * @param patience how long somebody waits for somebody else's
     */
    Settlements(Function<ServerAnswer, Answer> settling, Duration patience, Chain chain) {
        this.settling = settling;
        this.patience = patience;
        this.chain = chain;
    }

    /** Settles it by this thread, or waits for whoever settles the same. */
    Answer settle(ServerAnswer answer) {
        try {
            return counted(begin(answer, Runnable::run).get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException broken) {
            throw new IllegalStateException("A refusal could not be settled", broken.getCause());
        } catch (TimeoutException late) {
            return late();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return late();
        }
    }

    /** Settles it by a thread of these; by none where somebody settles the same already. */
    CompletionStage<Answer> settleLater(ServerAnswer answer, Executor threads) {
        return begin(answer, threads).thenApply(this::counted);
    }

    private CompletableFuture<Answer> begin(ServerAnswer answer, Executor threads) {
        return flights.join(answer.matter(), () -> settling.apply(answer), threads);
    }

    private Answer counted(Answer answer) {
        if (answer instanceof Answer.Retry) {
            chain.sendsAgain();
        }
        return answer;
    }

    private static Answer late() {
        return new Answer.Failed(
                new ProviderUnavailable("A sign-in that is under way takes too long", Optional.empty()));
    }
}
