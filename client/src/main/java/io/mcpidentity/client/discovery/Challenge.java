package io.mcpidentity.client.discovery;

import io.mcpidentity.Scopes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One challenge of a {@code WWW-Authenticate} header (RFC 9110 §11.6.1). Immutable and thread-safe.
 *
 * <p>What it says is the server's word alone: it is to be shown with care and never to be followed unchecked.
 *
 * @param scheme the scheme as it was sent
 * @param parameters the parameters by their names in lower case; none for a challenge of the token68 form
 */
public record Challenge(String scheme, Map<String, String> parameters) {

    /** Copies the parameters, keeping their order. */
    public Challenge {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** Whether it is of this scheme, in any case. */
    public boolean is(String name) {
        return scheme.equalsIgnoreCase(name);
    }

    /** A parameter by its name in lower case. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** The scopes in {@code scope}, without what is none (RFC 6749 §3.3); empty where the challenge does not say any. */
    public Optional<Set<String>> scopes() {
        return parameter("scope").map(list -> {
            Set<String> scopes = new LinkedHashSet<>();
            for (String scope : list.split(" ", -1)) {
                if (Scopes.isValid(scope)) {
                    scopes.add(scope);
                }
            }
            return Collections.unmodifiableSet(scopes);
        });
    }
}
