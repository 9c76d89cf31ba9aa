package io.mcpidentity.client.token;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a client asks a token endpoint with, but for who it is. Immutable; it holds secrets, so {@link #toString()} names the
 * kind only. Made by {@link Grants}.
 *
 * @param form the fields of the request, {@code grant_type} among them
 * @param scopes what an answer grants that names no scope (RFC 6749 §5.1)
 */
public record Grant(Map<String, String> form, Set<String> scopes) {

    /** These are no secrets; every other field may be one. */
    private static final Set<String> HARMLESS = Set.of(
            "grant_type",
            "redirect_uri",
            "resource",
            "scope",
            "audience",
            "client_id",
            "client_assertion_type",
            "subject_token_type",
            "requested_token_type",
            "token_type_hint");

    /** Copies both, keeping their order. */
    public Grant {
        form = Collections.unmodifiableMap(new LinkedHashMap<>(form));
        scopes = Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
    }

    /** {@code grant_type}. */
    public String type() {
        return form.getOrDefault("grant_type", "");
    }

    /** The refresh token that is used, which may stay the one to use. */
    Optional<String> refreshToken() {
        return Optional.ofNullable(form.get("refresh_token"));
    }

    /** What no message may repeat of a form, whoever repeats it. */
    static Set<String> secrets(Map<String, String> form) {
        Set<String> secrets = new LinkedHashSet<>();
        form.forEach((name, value) -> {
            if (!HARMLESS.contains(name)) {
                secrets.add(value);
            }
        });
        return secrets;
    }

    /** Names the grant only. */
    @Override
    public String toString() {
        return "Grant[" + type() + "]";
    }
}
