package io.mcpidentity.server;

import io.mcpidentity.Caller;
import io.mcpidentity.auth.Authentication.Authenticated;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.server.ToolGuard.Need;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;

/**
 * Who sent a request that the filter let pass, and what they may see. Immutable, and readable on any thread.
 *
 * @param known the caller; empty for a stranger
 * @param guard the rules
 * @param authenticator decides about scopes
 */
record RequestIdentity(Optional<Authenticated> known, ToolGuard guard, Authenticator authenticator) {

    private static final String ATTRIBUTE = "io.mcpidentity.server.identity";

    /** The identity that the filter left at the request; empty where no filter let it pass. */
    static Optional<RequestIdentity> of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof RequestIdentity identity
                ? Optional.of(identity)
                : Optional.empty();
    }

    /** Leaves the identity at the request. */
    void attach(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    Optional<Caller> caller() {
        return known.map(Authenticated::caller);
    }

    /** Whether a list shows this tool: a call would be let through or, where that is set, could be after a step-up. */
    boolean sees(String tool) {
        Need need = guard.tool(tool);
        if (known.isEmpty() || !(need instanceof Need.Caller needed)) {
            return need instanceof Need.Nothing;
        }
        return authenticator.permits(known.get(), needed.scopes())
                || (guard.showsRequestableTools() && isRequestable(known.get(), needed.scopes()));
    }

    /** Whether each scope that the caller lacks can be asked for. */
    private boolean isRequestable(Authenticated who, Set<String> needed) {
        return needed.stream()
                .filter(scope -> !who.caller().scopes().contains(scope))
                .noneMatch(scope -> authenticator.requested(Set.of(scope)).isEmpty());
    }
}
