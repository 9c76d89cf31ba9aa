package io.mcpidentity.config;

import io.mcpidentity.config.ConfigurationException.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the rules of one kind of thing: {@code tool}, {@code prompt} or {@code resource}. */
final class AccessRulesReader {

    private final String kind;
    private final boolean byUri;
    private final Lookup lookup;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Set<String>> required = new LinkedHashMap<>();

    AccessRulesReader(String kind, Lookup lookup) {
        this.kind = kind;
        this.byUri = kind.equals("resource");
        this.lookup = lookup;
    }

    /** Whether this is a key of a rule, for something named or for all others. */
    static boolean isKey(String key) {
        for (String kind : AccessKeys.KINDS) {
            if (new Key(kind, key).part().isPresent()) {
                return true;
            }
        }
        return false;
    }

    List<Problem> problems() {
        return problems;
    }

    /** The scopes that were required, by key. */
    Map<String, Set<String>> required() {
        return required;
    }

    /** Reads all rules of this kind; what is wrong is in {@link #problems}. */
    AccessRules read() {
        Map<String, AccessRule> named = new LinkedHashMap<>();
        for (String name : names()) {
            AccessRule rule = rule(kind + "." + name + ".", true);
            if (byUri) {
                addByUri(named, name, rule);
            } else if (!misplacedStar(kind + "." + name, name)) {
                named.put(name, rule);
            }
        }
        return new AccessRules(named, rule(kind + ".", false));
    }

    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        for (String key : lookup.keys()) {
            Key parsed = new Key(kind, key);
            if (parsed.part().isPresent()) {
                parsed.name().ifPresent(names::add);
            }
        }
        return names;
    }

    private void addByUri(Map<String, AccessRule> named, String name, AccessRule rule) {
        Setting<Set<String>> setting = AccessKeys.uri(kind + "." + name + ".uri");
        List<Problem> found = new ArrayList<>();
        Set<String> uris = lookup.find(setting, found).orElse(Set.of());
        if (uris.isEmpty() && found.isEmpty()) {
            found.add(new Problem(
                    Shown.text(setting.name()),
                    "is missing; name the URIs that the rule is for, for example `note://*`"));
        }
        problems.addAll(found);
        for (String uri : uris) {
            if (!misplacedStar(setting.name(), uri) && named.putIfAbsent(uri, rule) != null) {
                problems.add(new Problem(
                        Shown.text(setting.name()),
                        lookup.show(setting.name(), uri) + " has a rule already; keep one of them"));
            }
        }
    }

    private boolean misplacedStar(String key, String name) {
        int star = name.indexOf('*');
        boolean misplaced = star >= 0 && star < name.length() - 1;
        if (misplaced) {
            problems.add(new Problem(
                    Shown.text(key), "has a `*` in " + lookup.show(key, name) + ", which can only stand at the end"));
        }
        return misplaced;
    }

    private AccessRule rule(String prefix, boolean named) {
        Setting<Set<String>> scopesKey = AccessKeys.scopes(prefix + "scopes");
        Setting<AccessRule.Access> accessKey = AccessKeys.access(prefix + "access");
        Optional<Set<String>> scopes = lookup.find(scopesKey, problems);
        Optional<AccessRule.Access> access = lookup.find(accessKey, problems);
        scopes.ifPresent(words -> required.put(scopesKey.name(), words));
        boolean written = lookup.value(scopesKey.name()).isPresent()
                || lookup.value(accessKey.name()).isPresent();
        if (named && !written) {
            problems.add(new Problem(
                    Shown.text(prefix + "scopes"),
                    "is missing, so the rule says nothing; set it or `" + Shown.text(prefix) + "access`"));
        }
        if (scopes.isPresent() && scopes.get().isEmpty()) {
            problems.add(new Problem(
                    Shown.text(scopesKey.name()),
                    "is empty, which would let in whoever signed in; name scopes, or leave it out and set `"
                            + Shown.text(accessKey.name()) + "` to authenticated"));
        }
        boolean others = access.isPresent() && access.get() != AccessRule.Access.AUTHENTICATED;
        if (others && scopes.isPresent() && !scopes.get().isEmpty()) {
            problems.add(new Problem(
                    Shown.text(accessKey.name()),
                    "is " + Setting.word(access.get()) + ", which does not go together with `"
                            + Shown.text(scopesKey.name()) + "`; remove one of them"));
            return new AccessRule(AccessRule.Access.DENIED, Set.of());
        }
        return others
                ? new AccessRule(access.get(), Set.of())
                : new AccessRule(AccessRule.Access.AUTHENTICATED, scopes.orElse(Set.of()));
    }

    /** A key taken apart: {@code tool.NAME.scopes}; a name may have dots. */
    private record Key(String kind, String key) {

        Optional<String> part() {
            return AccessKeys.parts(kind).stream()
                    .filter(part -> (key.equals(kind + "." + part) && !part.equals("uri")) || hasName(part))
                    .findFirst();
        }

        Optional<String> name() {
            return part().filter(this::hasName)
                    .map(part -> key.substring(kind.length() + 1, key.length() - part.length() - 1));
        }

        private boolean hasName(String part) {
            return key.startsWith(kind + ".")
                    && key.endsWith("." + part)
                    && key.length() > kind.length() + part.length() + 2;
        }
    }
}
