package io.mcpidentity.oidc;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where in the claims a list of names stands: members separated by {@code /}, as in {@code realm_access/roles}.
 *
 * @param path the path; names that hold a slash themselves, as {@code https://acme.example/roles} does, are found first, the
 *     longest before all others
 */
public record ClaimPath(String path) {

    /** The names at this path: a list of strings, or one string of names separated by spaces; empty where there is none. */
    public Set<String> names(Map<String, Object> claims) {
        Object found = find(claims, path);
        Set<String> names = new LinkedHashSet<>();
        if (found instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof String name) {
                    names.add(name);
                }
            }
        } else if (found instanceof String text) {
            for (String name : text.split(" ")) {
                if (!name.isEmpty()) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private static @Nullable Object find(Map<?, ?> claims, String path) {
        Object found = claims.get(path);
        for (int slash = path.lastIndexOf('/'); found == null && slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            if (claims.get(path.substring(0, slash)) instanceof Map<?, ?> members) {
                found = find(members, path.substring(slash + 1));
            }
        }
        return found;
    }
}
