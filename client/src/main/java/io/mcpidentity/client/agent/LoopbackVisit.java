package io.mcpidentity.client.agent;

import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.client.ConsentDenied;
import io.mcpidentity.client.agent.CallbackListener.Arrived;
import io.mcpidentity.client.authorization.Parameters;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A sign-in whose answer arrives on loopback (RFC 8252 §7.3), or is typed. For one thread, but for {@link #close}. */
final class LoopbackVisit implements Visit {

    private static final Duration TICK = Duration.ofMillis(100);

    private final URI redirectUri;
    private final CallbackListener listener;
    private final Duration patience;
    private final Screen screen;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile boolean closed;
    private @Nullable Callback unfinished;
    private boolean freed;

    private LoopbackVisit(URI redirectUri, CallbackListener listener, Duration patience, Screen screen) {
        this.redirectUri = redirectUri;
        this.listener = listener;
        this.patience = patience;
        this.screen = screen;
    }

    static LoopbackVisit open(LoopbackRedirect redirect, Duration patience, Screen screen) throws ClientMisconfigured {
        try {
            CallbackListener listener = CallbackListener.open(redirect.address());
            return new LoopbackVisit(redirect.at(listener.port()), listener, patience, screen);
        } catch (IOException taken) {
            throw new ClientMisconfigured("Nothing can listen at the redirect URI " + redirect.uri()
                    + ": another program may have its port. Leave the port out, if the authorization server takes any,"
                    + " or register another one");
        }
    }

    @Override
    public URI redirectUri() {
        return redirectUri;
    }

    @Override
    public Map<String, String> go(URI authorizationUrl) throws ClientFailure {
        Callback callback = new Callback(redirectUri, state(authorizationUrl));
        if (!Browser.canOpen(authorizationUrl)) {
            throw new AccessRefused("Only http and https addresses are opened for a sign-in");
        }
        if (!begun.compareAndSet(false, true)) {
            throw new IllegalStateException("A visit is for one sign-in");
        }
        lock.lock();
        try {
            requireWanted();
            screen.show(authorizationUrl, redirectUri);
            return await(callback).once();
        } catch (IOException broken) {
            requireWanted();
            throw new ClientMisconfigured("The answer to the sign-in cannot be listened for on loopback");
        } finally {
            lock.unlock();
        }
    }

    private Parameters await(Callback callback) throws IOException, ConsentDenied {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            requireWanted();
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new ConsentDenied("Nobody has signed in within " + patience.toSeconds()
                        + " seconds. Start the sign-in again to have more time");
            }
            Optional<Parameters> pasted = pasted(callback);
            if (pasted.isPresent()) {
                return pasted.get();
            }
            Duration turn = Duration.ofNanos(Math.min(left, TICK.toNanos()));
            Optional<Arrived> arrived = listener.serve(callback, turn);
            if (arrived.isPresent()) {
                unfinished = callback;
                return arrived.get().parameters();
            }
        }
    }

    private void requireWanted() throws ConsentDenied {
        if (closed || Thread.currentThread().isInterrupted()) {
            throw new ConsentDenied("The sign-in was given up before anybody answered");
        }
    }

    private Optional<Parameters> pasted(Callback callback) {
        Optional<String> typed = screen.typed();
        Optional<Parameters> pasted = typed.flatMap(callback::pasted);
        if (typed.isPresent() && pasted.isEmpty()) {
            screen.decline();
        }
        return pasted;
    }

    @Override
    public void finish(Outcome outcome) {
        finish(
                switch (outcome) {
                    case SIGNED_IN -> CallbackPage.SIGNED_IN;
                    case DENIED -> CallbackPage.DENIED;
                    case FAILED -> CallbackPage.FAILED;
                });
    }

    private void finish(CallbackPage page) {
        lock.lock();
        try {
            if (unfinished != null) {
                listener.finish(unfinished, page);
                unfinished = null;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        listener.wakeup();
        finish(CallbackPage.RECEIVED);
        lock.lock();
        try {
            if (!freed) {
                freed = true;
                listener.close();
            }
        } finally {
            lock.unlock();
        }
    }

    private static String state(URI authorizationUrl) {
        return Optional.ofNullable(authorizationUrl.getRawQuery())
                .flatMap(Parameters::parse)
                .flatMap(parameters -> parameters.value("state"))
                .orElseThrow(() -> new IllegalArgumentException("The authorization URL carries no state"));
    }
}
