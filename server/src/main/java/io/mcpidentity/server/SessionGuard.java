package io.mcpidentity.server;

import io.mcpidentity.server.Sessions.Owner;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import java.util.Optional;

/** Lets each session be used by the caller that it was issued to, and by nobody else. Thread-safe. */
final class SessionGuard {

    private static final String SESSION = "Mcp-Session-Id";

    private final boolean binds;
    private final Sessions sessions;
    private final SdkServlets servlets;
    private final Refusals refusals;

    SessionGuard(boolean binds, Sessions sessions, SdkServlets servlets, Refusals refusals) {
        this.binds = binds;
        this.sessions = sessions;
        this.servlets = servlets;
        this.refusals = refusals;
    }

    /** Why this one cannot use the session that the request names; empty where it can, or names none. */
    Optional<Answer> refusal(HttpServletRequest request, RequestIdentity identity, String messageId) {
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

    /** Remembers whose session this is, before the client learns its id. */
    void issued(String id, RequestIdentity identity) {
        if (binds) {
            sessions.bind(id, Owner.of(identity.caller()));
        }
    }

    /** Forgets the session that a successful {@code DELETE} has ended. */
    void ended(HttpServletRequest request) {
        String id = request.getHeader(SESSION);
        if (id != null) {
            sessions.unbind(id);
        }
    }
}
