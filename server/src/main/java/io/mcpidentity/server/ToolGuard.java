package io.mcpidentity.server;

import io.mcpidentity.config.AccessRule;
import io.mcpidentity.config.AccessRule.Access;
import io.mcpidentity.config.AccessRules;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.Settings;
import io.mcpidentity.config.ToolVisibility;
import io.mcpidentity.server.JsonRpcMessage.Kind;
import io.mcpidentity.server.JsonRpcMessage.Reference;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells what a message needs: the one place where methods meet the declared rules. Immutable and thread-safe. */
final class ToolGuard {

    private final AccessRules tools;
    private final AccessRules prompts;
    private final AccessRules resources;
    private final AccessRules normalResources;
    private final Set<String> required;
    private final boolean anonymousLists;
    private final boolean showsRequestableTools;
    private final Need caller;

    ToolGuard(Configuration configuration) {
        tools = configuration.tools();
        prompts = configuration.prompts();
        resources = configuration.resources();
        normalResources = normal(resources);
        required = configuration.get(Settings.REQUIRED_SCOPES);
        anonymousLists = configuration.get(Settings.ANONYMOUS_LISTS);
        showsRequestableTools = configuration.get(Settings.VISIBLE_TOOLS) == ToolVisibility.REQUESTABLE;
        caller = new Need.Caller(required);
    }

    /** What has to be true of whoever sends a message. */
    sealed interface Need {

        /** Nothing: a stranger may. */
        record Nothing() implements Need {}

        /**
         * A known caller with these scopes of the server.
         *
         * @param scopes all of them are needed
         */
        record Caller(Set<String> scopes) implements Need {}

        /**
         * A known caller with these scopes; a stranger is answered an empty list.
         *
         * @param member the list's name in the result
         * @param scopes all of them are needed
         */
        record CallerOrEmptyList(String member, Set<String> scopes) implements Need {}

        /** Nobody may. */
        record Nobody() implements Need {}

        /**
         * The message does not say what it is about.
         *
         * @param detail one sentence
         */
        record Unclear(String detail) implements Need {}
    }

    /** What this message needs. */
    Need need(JsonRpcMessage message) {
        if (message.kind() == Kind.RESPONSE) {
            return list();
        }
        return switch (message.method()) {
            case "tools/call" -> named(tools, message.name(), "tools/call has no params.name");
            case "prompts/get" -> named(prompts, message.name(), "prompts/get has no params.name");
            case "resources/read" -> resource(message.uri(), "resources/read has no params.uri");
            case "resources/subscribe", "resources/unsubscribe" ->
                known(resource(message.uri(), "The subscription has no params.uri"));
            case "completion/complete" ->
                message.reference()
                        .map(this::completion)
                        .orElseGet(() -> new Need.Unclear("completion/complete has no params.ref"));
            case "initialize",
                    "notifications/initialized",
                    "notifications/cancelled",
                    "ping",
                    "server/discover",
                    "tools/list" -> list();
            case "prompts/list" -> list(prompts, "prompts");
            case "resources/list" -> list(resources, "resources");
            case "resources/templates/list" -> list(resources, "resourceTemplates");
            default -> caller;
        };
    }

    /** What a request without a message needs: a stream, or the end of a session. */
    Need session() {
        return caller;
    }

    /** Whether there is anything at all that a stranger may do. */
    boolean hasOpenDoors() {
        return anonymousLists
                || isAnywhereAnonymous(tools)
                || isAnywhereAnonymous(prompts)
                || isAnywhereAnonymous(resources);
    }

    /** Whether strangers may initialize and list. */
    boolean anonymousLists() {
        return anonymousLists;
    }

    /** Whether lists also show the tools that a caller could reach by asking for more scope. */
    boolean showsRequestableTools() {
        return showsRequestableTools;
    }

    /** What a first sign-in should ask for: what every request needs, and what a tool without a rule of its own needs. */
    Set<String> firstScopes() {
        return tools.others().access() == Access.AUTHENTICATED
                ? union(tools.others().scopes())
                : required;
    }

    /** What a call of this tool needs. */
    Need tool(String name) {
        return need(tools.rule(name));
    }

    private Need named(AccessRules rules, Optional<String> name, String unclear) {
        return name.isPresent() ? need(rules.rule(name.get())) : new Need.Unclear(unclear);
    }

    private Need resource(Optional<String> uri, String unclear) {
        if (uri.isEmpty()) {
            return new Need.Unclear(unclear);
        }
        if (hasDotSegments(uri.get())) {
            return new Need.Unclear("A resource's URI has dot segments, which could lead past its rule");
        }
        AccessRule rule = resources.rule(uri.get());
        if (!rule.equals(normalResources.rule(ResourceUri.normal(uri.get())))) {
            return new Need.Unclear("A resource's URI has another rule in its normal form (RFC 3986 section 6.2)");
        }
        return need(rule);
    }

    /** The same rules by the normal forms of their URIs; where two that differ share one, nobody may. */
    private static AccessRules normal(AccessRules rules) {
        Map<String, AccessRule> normal = new LinkedHashMap<>();
        rules.named()
                .forEach((uri, rule) -> normal.merge(
                        ResourceUri.normal(uri),
                        rule,
                        (one, other) -> one.equals(other) ? one : new AccessRule(Access.DENIED, Set.of())));
        return new AccessRules(normal, rules.others());
    }

    private Need completion(Reference reference) {
        return switch (reference.type()) {
            case "ref/prompt" -> named(prompts, reference.name(), "completion/complete has no params.ref.name");
            case "ref/resource" -> resource(reference.uri(), "completion/complete has no params.ref.uri");
            default -> new Need.Unclear("completion/complete has an unknown params.ref.type");
        };
    }

    private Need need(AccessRule rule) {
        return switch (rule.access()) {
            case ANONYMOUS -> new Need.Nothing();
            case AUTHENTICATED -> new Need.Caller(union(rule.scopes()));
            case DENIED -> new Need.Nobody();
        };
    }

    private Need known(Need need) {
        return need instanceof Need.Nothing ? caller : need;
    }

    private Need list() {
        return anonymousLists ? new Need.Nothing() : caller;
    }

    private Need list(AccessRules rules, String member) {
        if (!anonymousLists) {
            return caller;
        }
        boolean allAnonymous = rules.others().access() == Access.ANONYMOUS
                && rules.named().values().stream().allMatch(rule -> rule.access() == Access.ANONYMOUS);
        return allAnonymous ? new Need.Nothing() : new Need.CallerOrEmptyList(member, required);
    }

    private Set<String> union(Set<String> scopes) {
        if (required.isEmpty() || scopes.isEmpty()) {
            return required.isEmpty() ? scopes : required;
        }
        Set<String> union = new LinkedHashSet<>(required);
        union.addAll(scopes);
        return union;
    }

    private static boolean isAnywhereAnonymous(AccessRules rules) {
        return rules.others().access() == Access.ANONYMOUS
                || rules.named().values().stream().anyMatch(rule -> rule.access() == Access.ANONYMOUS);
    }

    /** Whether a segment is {@code .} or {@code ..}, also where its dots are percent-encoded. */
    private static boolean hasDotSegments(String uri) {
        String plain = uri.indexOf('%') < 0
                ? uri
                : uri.toLowerCase(Locale.ROOT)
                        .replace("%2e", ".")
                        .replace("%2f", "/")
                        .replace("%5c", "/");
        plain = plain.replace('\\', '/');
        return plain.contains("/../") || plain.contains("/./") || plain.endsWith("/..") || plain.endsWith("/.");
    }
}
