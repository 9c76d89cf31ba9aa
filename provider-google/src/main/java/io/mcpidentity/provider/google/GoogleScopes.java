package io.mcpidentity.provider.google;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Google's own scopes. Two of them are asked for by one name and come back by another, so that a token is known to carry
 * both names.
 */
final class GoogleScopes {

    static final String OPENID = "openid";
    static final String EMAIL = "email";
    static final String PROFILE = "profile";

    private static final String USERINFO = "https://www.googleapis.com/auth/userinfo.";

    private static final Map<String, String> ALIASES = Map.of(
            EMAIL, USERINFO + EMAIL, PROFILE, USERINFO + PROFILE, USERINFO + EMAIL, EMAIL, USERINFO + PROFILE, PROFILE);

    /** What a token needs one of, so that userinfo says anything. */
    private static final List<String> IDENTITY = List.of(OPENID, EMAIL, PROFILE);

    private GoogleScopes() {}

    /** The scopes in a list separated by spaces, each by all of its names. */
    static Set<String> read(String scope) {
        Set<String> scopes = new LinkedHashSet<>();
        for (String name : scope.split(" ")) {
            if (!name.isEmpty()) {
                scopes.add(name);
                scopes.add(ALIASES.getOrDefault(name, name));
            }
        }
        return scopes;
    }

    /** Those of a token's scopes that say who somebody is, by their short names and in a fixed order. */
    static List<String> identity(Set<String> scopes) {
        return IDENTITY.stream().filter(scopes::contains).toList();
    }

    /** Whether this is one of Google's scopes, so that Google can be asked for it: nobody can add any there. */
    static boolean isGoogles(String scope) {
        return IDENTITY.contains(scope) || scope.startsWith("https://");
    }
}
