package io.mcpidentity.auth;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Says once that a provider, or its directory, cannot be asked, and once that it can be again; at most one pair a minute. Thread-safe. Times
 * are in milliseconds since the epoch.
 */
final class OutageLog {

    private static final long BETWEEN_WARNINGS = Duration.ofMinutes(1).toMillis();
    private static final long CALM = Duration.ofSeconds(30).toMillis();
    private static final long NEVER = Long.MIN_VALUE / 2;

    private final Logger logger;
    private final String who;
    private final String meanwhile;
    private final AtomicReference<State> state = new AtomicReference<>(new State(false, false, NEVER, NEVER, 0));

    /** The outages of a provider, when tokens are checked. */
    OutageLog(Logger logger, String provider) {
        this(
                logger,
                "The provider " + provider,
                "Tokens that were verified before stay accepted for cache.outage-grace; others are answered 503.");
    }

    private OutageLog(Logger logger, String who, String meanwhile) {
        this.logger = logger;
        this.who = who;
        this.meanwhile = meanwhile;
    }

    /** The outages of a provider's directory. */
    static OutageLog ofDirectory(Logger logger, String provider) {
        return new OutageLog(
                logger,
                "The directory of the provider " + provider,
                "Scopes that depend on it are not granted where nothing younger than directory.max-age is known; all"
                        + " others are.");
    }

    /** The provider could not be asked. */
    void down(long now, String detail) {
        State before = state.getAndUpdate(was -> was.down(now));
        if (before.warnsAt(now)) {
            logger.log(
                    Level.WARNING,
                    who + " cannot be asked: " + detail + ". " + meanwhile
                            + (before.unsaid() == 0
                                    ? ""
                                    : " Since the last such line " + before.unsaid() + " more checks failed."));
        }
    }

    /** The provider was asked, and answered. */
    void up() {
        State before = state.getAndUpdate(State::up);
        if (before.isDown() && before.isSaid()) {
            logger.log(Level.INFO, who + " answers again");
        }
    }

    /**
     * A token was accepted without asking, with keys that may be from before the outage: that proves little while checks
     * still fail, and enough after half a minute in which none did.
     */
    void calm(long now) {
        if (state.getAndUpdate(was -> was).isCalmAt(now)) {
            up();
        }
    }

    /**
     * What is known and was said.
     *
     * @param isDown whether the last answer was an outage
     * @param isSaid whether the log says so
     * @param warnedAt when it was last said
     * @param failedAt when a check last failed
     * @param unsaid failures since it was last said
     */
    private record State(boolean isDown, boolean isSaid, long warnedAt, long failedAt, int unsaid) {

        boolean warnsAt(long now) {
            return now - warnedAt >= BETWEEN_WARNINGS;
        }

        boolean isCalmAt(long now) {
            return isDown && now - failedAt >= CALM;
        }

        State down(long now) {
            return warnsAt(now)
                    ? new State(true, true, now, now, 0)
                    : new State(true, isSaid, warnedAt, now, unsaid + 1);
        }

        State up() {
            return isDown ? new State(false, false, warnedAt, failedAt, unsaid) : this;
        }
    }
}
