package io.mcpidentity.oidc;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where in the claims a list of names stands: members separated by {@code /}, as in {@code realm_access/roles}.
 *
 * @param path the path; a claim whose own name holds a slash is found first
 */
public record ClaimPath(String path) {

    /** The names at this path: a list of strings, or one string of names separated by spaces; empty where there is none. */
    public Set<String> names(Map<String, Object> claims) {
        Object found = claims.get(path);
        if (found == null) {
            found = claims;
            for (String member : path.split("/")) {
                found = found instanceof Map<?, ?> map ? map.get(member) : null;
            }
        }
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
}
