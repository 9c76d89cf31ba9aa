package io.mcpidentity.config;

import io.mcpidentity.ScopeGrants;
import io.mcpidentity.ScopeHierarchy;
import io.mcpidentity.Scopes;
import io.mcpidentity.config.ConfigurationException.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads what the configuration says of scopes; every entry that is wrong is a problem of its own. */
final class ScopeReader {

    private ScopeReader() {}

    static ScopeHierarchy hierarchy(Lookup lookup, List<Problem> problems) {
        return entries(Settings.SCOPE_HIERARCHY, ScopeHierarchy::parse, lookup, problems);
    }

    static ScopeGrants grants(Lookup lookup, List<Problem> problems) {
        return entries(Settings.SCOPE_GRANTS, ScopeGrants::parse, lookup, problems);
    }

    /** The scopes of a setting; those that RFC 6749 does not allow are problems and left out. */
    static Optional<Set<String>> scopes(Setting<Set<String>> setting, Lookup lookup, List<Problem> problems) {
        Optional<Set<String>> scopes = lookup.find(setting, problems);
        scopes.ifPresent(words -> checkSyntax(setting.name(), words, lookup, problems));
        return scopes;
    }

    static void checkSyntax(String key, Set<String> scopes, Lookup lookup, List<Problem> problems) {
        for (String scope : scopes) {
            if (!Scopes.isValid(scope)) {
                problems.add(new Problem(
                        Shown.text(key),
                        lookup.show(key, scope)
                                + " is not a scope; RFC 6749 section 3.3 allows visible ASCII characters"
                                + " without `\"` and `\\`"));
            }
        }
    }

    /** Reads each entry alone, so that all mistakes are reported, and then all of them together. */
    private static <T> T entries(
            Setting<List<String>> setting, Function<List<String>, T> parse, Lookup lookup, List<Problem> problems) {
        List<String> good = new ArrayList<>();
        for (String entry : lookup.find(setting, problems).orElse(List.of())) {
            if (attempt(setting, parse, List.of(entry), lookup, problems).isPresent()) {
                good.add(entry);
            }
        }
        return attempt(setting, parse, good, lookup, problems).orElseGet(() -> parse.apply(List.of()));
    }

    private static <T> Optional<T> attempt(
            Setting<?> setting,
            Function<List<String>, T> parse,
            List<String> entries,
            Lookup lookup,
            List<Problem> problems) {
        try {
            return Optional.of(parse.apply(entries));
        } catch (IllegalArgumentException wrong) {
            String message = lookup.isFilled(setting.name())
                    ? lookup.show(setting.name(), "") + " is filled in with what cannot be read"
                    : Shown.sentence(String.valueOf(wrong.getMessage()));
            problems.add(new Problem(setting.name(), message));
            return Optional.empty();
        }
    }
}
