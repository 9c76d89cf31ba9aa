package io.mcpidentity.client.session;

import io.mcpidentity.client.ClientFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * What was already done about refusals that follow on one another, so that no server keeps a person signing in for ever. It
 * ends when a request is known to have got through, or when the last remedy has held for a while. Thread-safe.
 */
final class Chain {

    /** Of one operation (MCP authorization, step-up authorization flow). */
    static final int MOST_AUTHORIZATIONS = 3;

    /** Of all operations, so that there is an end to it whatever a server and its callers do. */
    static final int MOST_IN_A_WHILE = 10;

    private static final Duration WHILE = Duration.ofMinutes(10);
    private static final Duration HELD = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final Duration longest;
    private final Deque<Instant> all = new ArrayDeque<>();
    private int authorizations;
    private boolean refreshed;
    private boolean signedInAgain;
    private Instant last = Instant.EPOCH;
    private Instant lastAuthorization = Instant.EPOCH;
    private Instant lastFailure = Instant.EPOCH;
    private Optional<ClientFailure> failure = Optional.empty();
    private int sent;
    private int sentAgain;
    private volatile boolean watching;

    /**
     * Nothing was done yet.
     *
     * @param signIn how long somebody may take to sign in
     */
    Chain(InstantSource clock, Duration signIn) {
        this.clock = clock;
        longest = signIn.plus(HELD).plus(HELD);
    }

    /** A request got through, or somebody has other wishes now. */
    synchronized void end() {
        forget();
        failure = Optional.empty();
    }

    private void forget() {
        authorizations = 0;
        refreshed = false;
        signedInAgain = false;
        last = Instant.EPOCH;
    }

    /**
     * A request is sent with the token that there is. Those that an authorization was for are sent again first; where there
     * is one more, they were not refused, as far as those can tell who report nothing but refusals.
     */
    void sends() {
        if (watching) {
            noteSent();
        }
    }

    private synchronized void noteSent() {
        sent++;
        if (sent > sentAgain) {
            authorizations = 0;
            watching = false;
        }
    }

    /** A request that was refused will be sent again. */
    synchronized void sendsAgain() {
        sentAgain++;
    }

    /** Whether somebody has just signed in, so that asking for the same would be answered the same. */
    synchronized boolean hasJustAuthorized() {
        return isRecent(lastAuthorization);
    }

    synchronized boolean mayAuthorize() {
        drop();
        while (!all.isEmpty() && isOlder(all.getFirst(), WHILE)) {
            all.removeFirst();
        }
        return authorizations < MOST_AUTHORIZATIONS && all.size() < MOST_IN_A_WHILE;
    }

    synchronized boolean mayRefresh() {
        drop();
        return !refreshed;
    }

    synchronized boolean maySignInAgain() {
        drop();
        return !signedInAgain;
    }

    synchronized void refreshed() {
        refreshed = true;
        last = clock.instant();
    }

    /** Somebody has signed in for a request; that may have taken its time, which is no reason to forget the ones before. */
    synchronized void authorized() {
        if (isOlder(last, longest)) {
            forget();
        }
        authorizations++;
        note();
        all.addLast(last);
        watching = true;
    }

    /** Somebody has signed in who wanted to. */
    synchronized void signedIn() {
        forget();
        note();
        all.clear();
        watching = false;
    }

    private void note() {
        last = clock.instant();
        lastAuthorization = last;
        failure = Optional.empty();
        sent = 0;
        sentAgain = 0;
    }

    /** The authorization was for a request whose token had been refused. */
    synchronized void signedInAgain() {
        signedInAgain = true;
    }

    /** Somebody was asked to sign in, and that came to nothing. */
    synchronized void failed(ClientFailure why) {
        failure = Optional.of(why);
        lastFailure = clock.instant();
    }

    /** Why nobody is to be asked again just now. */
    synchronized Optional<ClientFailure> recentFailure() {
        return isRecent(lastFailure) ? failure : Optional.empty();
    }

    private void drop() {
        if (!isRecent(last)) {
            forget();
        }
    }

    private boolean isRecent(Instant time) {
        return !isOlder(time, HELD);
    }

    private boolean isOlder(Instant time, Duration age) {
        return Duration.between(time, clock.instant()).compareTo(age) >= 0;
    }
}
