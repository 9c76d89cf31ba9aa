package io.mcpidentity.broker.grant;

import io.mcpidentity.Scopes;
import io.mcpidentity.broker.web.Form;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads and writes the {@code scope} of requests and answers (RFC 6749 §3.3). */
final class RequestedScopes {

    /** Scopes of OpenID Connect that clients add by habit: whether there are refresh tokens is the client's registration. */
    private static final Set<String> HABITS = Set.of("openid", "offline_access");

    private RequestedScopes() {}

    /** What is asked for, nothing if it is left open; empty if it is malformed. */
    static Optional<Set<String>> of(Form form) {
        Set<String> scopes = new LinkedHashSet<>();
        for (String scope : form.value("scope").orElse("").split(" ", -1)) {
            if (!scope.isEmpty() && !Scopes.isValid(scope)) {
                return Optional.empty();
            }
            if (!scope.isEmpty() && !HABITS.contains(scope)) {
                scopes.add(scope);
            }
        }
        return Optional.of(scopes);
    }

    /** What is in both. */
    static Set<String> common(Set<String> some, Set<String> others) {
        Set<String> common = new LinkedHashSet<>(some);
        common.retainAll(others);
        return common;
    }

    /** The scopes as they are written, in one order. */
    static String text(Set<String> scopes) {
        return String.join(" ", new TreeSet<>(scopes));
    }
}
