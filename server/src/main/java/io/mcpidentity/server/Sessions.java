package io.mcpidentity.server;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mcpidentity.Caller;
import io.mcpidentity.auth.SessionEnd;
import java.util.Optional;

/**
 * Which caller each {@code Mcp-Session-Id} belongs to. Thread-safe and bounded: a session that was forgotten is unknown,
 * and its client starts another one.
 *
 * <p>Strangers' sessions are kept apart, so that no number of them can push out a caller's.
 */
final class Sessions {

    private static final Owner STRANGER = new Owner("", "", Optional.empty(), Optional.empty());

    /** Nobody's, of no issuer: a session that has ended is not free for whoever comes next. */
    private static final Owner ENDED = new Owner("", "ended", Optional.empty(), Optional.empty());

    private final Cache<String, Owner> callers;
    private final Cache<String, Owner> strangers;

    /** Remembers at most this many sessions of callers and, beside them, of strangers. */
    Sessions(int mostCallers, int mostStrangers) {
        callers = Caffeine.newBuilder().maximumSize(mostCallers).build();
        strangers = Caffeine.newBuilder().maximumSize(mostStrangers).build();
    }

    /**
     * Whom a session belongs to.
     *
     * @param providerSession {@code sid}, where the token that it was issued to has one
     */
    record Owner(String issuer, String subject, Optional<String> clientId, Optional<String> providerSession) {

        static Owner of(Optional<Caller> caller) {
            return caller.map(known -> new Owner(
                            known.issuer(), known.subject(), known.clientId(), SessionEnd.sessionId(known.claims())))
                    .orElse(STRANGER);
        }

        /** Whether the same subject uses the same client; a session here outlives the one at the provider. */
        boolean isSameAs(Owner other) {
            return issuer.equals(other.issuer) && subject.equals(other.subject) && clientId.equals(other.clientId);
        }

        boolean isIn(SessionEnd end) {
            return !isStranger() && end.covers(issuer, subject, clientId, providerSession);
        }

        boolean isStranger() {
            return equals(STRANGER);
        }
    }

    /** Binds a session that was just issued; one that is bound already keeps its owner. */
    void bind(String id, Owner owner) {
        if (owner.isStranger()) {
            if (callers.getIfPresent(id) == null) {
                strangers.asMap().putIfAbsent(id, owner);
            }
        } else if (strangers.getIfPresent(id) == null) {
            callers.asMap().putIfAbsent(id, owner);
        }
    }

    /**
     * Whether the session is this one's. A stranger's session becomes the first caller's who uses it, once: the stranger
     * has signed in.
     */
    boolean admit(String id, Owner owner) {
        if (owner.isStranger()) {
            return strangers.getIfPresent(id) != null;
        }
        Owner bound = callers.getIfPresent(id);
        if (bound == null && strangers.getIfPresent(id) != null) {
            Owner faster = callers.asMap().putIfAbsent(id, owner);
            bound = faster == null ? owner : faster;
            strangers.invalidate(id);
        }
        if (bound == null) {
            bound = callers.getIfPresent(id);
        }
        return bound != null && owner.isSameAs(bound);
    }

    /** Whether the session is this caller's, which it becomes by its first use; strangers have none. */
    boolean admitFirst(String id, Owner owner) {
        if (owner.isStranger()) {
            return false;
        }
        Owner first = callers.asMap().putIfAbsent(id, owner);
        return first == null || first.isSameAs(owner);
    }

    /** Ends the sessions of these; nobody can use them any more. */
    void end(SessionEnd end) {
        callers.asMap().forEach((id, owner) -> {
            if (owner.isIn(end)) {
                end(id);
            }
        });
    }

    /** Ends this session. */
    void end(String id) {
        callers.put(id, ENDED);
    }

    /** Forgets a session that has ended. */
    void unbind(String id) {
        callers.invalidate(id);
        strangers.invalidate(id);
    }
}
