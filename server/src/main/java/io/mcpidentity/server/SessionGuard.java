package io.mcpidentity.server;

import io.mcpidentity.auth.SessionEnd;
import io.mcpidentity.server.Sessions.Owner;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import java.util.Optional;

/**
 * Lets each session be used by the caller that it was issued to, and by nobody else, until that caller is signed out.
 * Thread-safe.
 */
final class SessionGuard {

    private static final String SESSION = "Mcp-Session-Id";
    private static final String OLD_SESSION = "sessionId";

    private final boolean binds;
    private final Sessions sessions;
    private final SdkServlets servlets;
    private final Refusals refusals;
    private final SessionEnds ends = new SessionEnds();
    private final OpenStreams streams = new OpenStreams(ends);

    SessionGuard(boolean binds, Sessions sessions, SdkServlets servlets, Refusals refusals) {
        this.binds = binds;
        this.sessions = sessions;
        this.servlets = servlets;
        this.refusals = refusals;
    }

    /**
     * Why this one cannot use the session that the request names; empty where it can, or names none.
     *
     * @param starts whether the message starts a session, beside which the header does not count
     */
    Optional<Answer> refusal(HttpServletRequest request, RequestIdentity identity, String messageId, boolean starts) {
        if (binds && servlets.of(request) == SdkServlets.Kind.SSE) {
            return oldRefusal(request, identity, messageId);
        }
        return starts ? Optional.empty() : refusal(request, identity, messageId);
    }

    /** The id went out in the event stream, unseen: whoever uses it first is whom it was sent to. */
    private Optional<Answer> oldRefusal(HttpServletRequest request, RequestIdentity identity, String messageId) {
        String[] ids = request.getParameterValues(OLD_SESSION);
        if (ids == null) {
            return Optional.empty();
        }
        return ids.length == 1 && sessions.admitFirst(ids[0], Owner.of(identity.caller()))
                ? Optional.empty()
                : Optional.of(refusals.session(messageId));
    }

    private Optional<Answer> refusal(HttpServletRequest request, RequestIdentity identity, String messageId) {
        Enumeration<String> ids = request.getHeaders(SESSION);
        if (!binds || !ids.hasMoreElements()) {
            return Optional.empty();
        }
        String id = ids.nextElement();
        if (ids.hasMoreElements()) {
            return Optional.of(refusals.message(
                    400, messageId, JsonRpcPeek.INVALID_REQUEST, "More than one Mcp-Session-Id header"));
        }
        if (id.isBlank() || servlets.of(request) == SdkServlets.Kind.STATELESS) {
            return Optional.empty();
        }
        return sessions.admit(id, Owner.of(identity.caller()))
                ? Optional.empty()
                : Optional.of(refusals.session(messageId));
    }

    /** How many sessions have ended, to be handed back with what a request opens that comes in now. */
    long ends() {
        return ends.count();
    }

    /**
     * Remembers whose session this is, before the client learns its id.
     *
     * @param since {@link #ends} when the request came in
     */
    void issued(String id, RequestIdentity identity, long since) {
        if (binds) {
            Owner owner = Owner.of(identity.caller());
            sessions.bind(id, owner);
            if (ends.coverSince(since, owner)) {
                sessions.end(id);
            }
        }
    }

    /**
     * Takes up a response that stays open.
     *
     * @param since {@link #ends} when the request came in
     */
    OpenStreams.Stream opened(AsyncContext context, RequestIdentity identity, long since) {
        return streams.add(context, Owner.of(identity.caller()), since);
    }

    /** Ends the sessions of those who were signed out, and what is open for them; first told, so that nothing opens meanwhile. */
    void ended(SessionEnd end) {
        ends.add(end);
        sessions.end(end);
        streams.end(end);
    }

    /** Forgets the session that a successful {@code DELETE} has ended. */
    void ended(HttpServletRequest request) {
        String id = request.getHeader(SESSION);
        if (id != null) {
            sessions.unbind(id);
        }
    }
}
