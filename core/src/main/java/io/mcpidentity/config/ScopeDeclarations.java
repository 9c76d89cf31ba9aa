package io.mcpidentity.config;

import io.mcpidentity.ScopeGrants;
import io.mcpidentity.ScopeHierarchy;
import io.mcpidentity.config.ConfigurationException.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that the configuration says of scopes, side by side: what is declared against what is required and granted.
 *
 * @param lookup where they were read
 * @param declared {@code scopes}
 * @param requestable {@code requestable-scopes}
 * @param required the keys that require each scope
 * @param hierarchy {@code scope-hierarchy}
 * @param grants {@code scope-grants}
 * @param mapped whether a scope mapper of the user's decides what is granted
 */
record ScopeDeclarations(
        Lookup lookup,
        Optional<Set<String>> declared,
        Optional<Set<String>> requestable,
        Map<String, Set<String>> required,
        ScopeHierarchy hierarchy,
        ScopeGrants grants,
        boolean mapped) {

    static ScopeDeclarations read(Lookup lookup, List<Problem> problems) {
        Map<String, Set<String>> required = new LinkedHashMap<>();
        Optional<Set<String>> always = ScopeReader.scopes(Settings.REQUIRED_SCOPES, lookup, problems);
        require(Settings.REQUIRED_SCOPES.name(), always.orElse(Set.of()), required);
        for (String kind : AccessKeys.KINDS) {
            AccessRulesReader reader = new AccessRulesReader(kind, lookup);
            reader.read();
            problems.addAll(reader.problems());
            reader.required().forEach((key, scopes) -> {
                ScopeReader.checkSyntax(key, scopes, lookup, problems);
                require(key, scopes, required);
            });
        }
        return new ScopeDeclarations(
                lookup,
                ScopeReader.scopes(Settings.SCOPES, lookup, problems),
                ScopeReader.scopes(Settings.REQUESTABLE_SCOPES, lookup, problems),
                required,
                ScopeReader.hierarchy(lookup, problems),
                ScopeReader.grants(lookup, problems),
                lookup.value(Settings.SCOPE_MAPPER.name()).isPresent());
    }

    private static void require(String key, Set<String> scopes, Map<String, Set<String>> required) {
        for (String scope : scopes) {
            required.computeIfAbsent(scope, each -> new LinkedHashSet<>()).add(key);
        }
    }

    private void warnOfUndeclared(List<Problem> warnings) {
        required.forEach((scope, keys) -> keys.forEach(key -> warnUnlessDeclared(key, scope, warnings)));
        requestable
                .orElse(Set.of())
                .forEach(each -> warnUnlessDeclared(Settings.REQUESTABLE_SCOPES.name(), each, warnings));
        hierarchy.scopes().forEach(each -> warnUnlessDeclared(Settings.SCOPE_HIERARCHY.name(), each, warnings));
        grants.scopes().forEach(each -> warnUnlessDeclared(Settings.SCOPE_GRANTS.name(), each, warnings));
    }

    private void warnUnlessDeclared(String key, String scope, List<Problem> warnings) {
        Set<String> known = declared.orElse(Set.of());
        if (!known.contains(scope)) {
            warnings.add(new Problem(
                    Shown.text(key),
                    lookup.show(key, scope) + " is not declared in `scopes`; "
                            + NearestKey.of(scope, known)
                                    .filter(near -> !lookup.isFilled(Settings.SCOPES.name()))
                                    .map(near -> "did you mean \"" + near + "\"?")
                                    .orElse("add it there")));
        }
    }

    /** What works but is probably not meant. */
    List<Problem> warnings() {
        List<Problem> warnings = new ArrayList<>();
        if (declared.isEmpty()) {
            if (!required.isEmpty()) {
                warnings.add(new Problem(
                        Settings.SCOPES.name(),
                        "is not set, so the metadata names no scopes and misspelled ones are not found; declare"
                                + " those that your rules require"));
            }
            return warnings;
        }
        warnOfUndeclared(warnings);
        for (String scope : declared.get()) {
            switch (scope) {
                case "offline_access" ->
                    warnings.add(new Problem(
                            Settings.SCOPES.name(),
                            "holds offline_access, which is between client and provider; a resource server should not"
                                    + " publish it, so take it out"));
                case "openid" ->
                    warnings.add(new Problem(
                            Settings.SCOPES.name(),
                            "holds openid, which asks for an ID token that this server never reads; take it out"));
                default -> warnOfUse(scope, warnings);
            }
        }
        return warnings;
    }

    private void warnOfUse(String scope, List<Problem> warnings) {
        boolean used = grants.scopes().contains(scope)
                || hierarchy.expand(Set.of(scope)).stream().anyMatch(required::containsKey);
        if (!used) {
            warnings.add(new Problem(
                    Settings.SCOPES.name(),
                    lookup.show(Settings.SCOPES.name(), scope)
                            + " is declared, but nothing requires or grants it; take it out, or name what needs it, for"
                            + " example by `tool.NAME.scopes`"));
        } else if (required.containsKey(scope) && !isObtainable(scope)) {
            warnings.add(
                    new Problem(
                            Settings.REQUESTABLE_SCOPES.name(),
                            lookup.show(Settings.SCOPES.name(), scope) + " is required by "
                                    + required.get(scope).iterator().next()
                                    + ", but clients are not told to ask for it and no grant gives it, nor a scope that implies it"));
        }
    }

    /** Whether a client can ask for it, or a grant gives it, directly or by a scope that implies it. */
    private boolean isObtainable(String scope) {
        if (mapped || requestable.isEmpty()) {
            return true;
        }
        Set<String> given = new LinkedHashSet<>(requestable.get());
        given.addAll(grants.scopes());
        return hierarchy.expand(given).contains(scope);
    }
}
