package io.mcpidentity.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Every setting that is not a provider's own: the one declaration that reader, reference page and code share. */
public final class Settings {

    /** {@code provider}. */
    public static final Setting<String> PROVIDER = Setting.text(
                    "provider", "The identity provider: the id of a provider on the class path or module path.")
            .example("keycloak")
            .build();

    /** {@code providers}. */
    public static final Setting<Set<String>> PROVIDERS = Setting.words(
                    "providers",
                    "Several providers at once, chosen by the token's issuer, instead of `provider`. A name that is no provider's id says which provider it is by `NAME.provider`.")
            .example("keycloak, legacy")
            .build();

    /** {@code token-verifier}. */
    public static final Setting<String> TOKEN_VERIFIER = Setting.text(
                    "token-verifier", "Replaces how tokens are verified: the id of a token verifier.")
            .example("acme")
            .build();

    /** {@code discovery}. */
    public static final Setting<String> DISCOVERY = Setting.text(
                    "discovery", "Replaces how metadata is found: the id of a discovery.")
            .example("acme")
            .build();

    /** {@code scope-mapper}. */
    public static final Setting<String> SCOPE_MAPPER = Setting.text(
                    "scope-mapper", "Replaces how scopes are mapped: the id of a scope mapper.")
            .example("acme")
            .build();

    /** {@code resource}. */
    public static final Setting<String> RESOURCE = Setting.url(
                    "resource",
                    "The URL of the MCP endpoint as clients see it, character by character: the resource identifier that tokens must be issued for (RFC 8707).")
            .required()
            .example("https://mcp.example.com/mcp")
            .build();

    /** {@code audiences}. */
    public static final Setting<Set<String>> AUDIENCES = Setting.words(
                    "audiences", "The values of `aud` that are accepted, instead of `resource` alone.")
            .example("https://mcp.example.com/mcp mcp-api")
            .build();

    /** {@code client-ids}. */
    public static final Setting<Set<String>> CLIENT_IDS = Setting.words(
                    "client-ids",
                    "The OAuth clients whose tokens are accepted from providers that bind tokens to a client and not to a resource; with several of those, they count at each.")
            .example("Ov23liExampleClient")
            .build();

    /** {@code scopes}. */
    public static final Setting<Set<String>> SCOPES = Setting.words(
                    "scopes", "The scopes that this server knows; published in its metadata.")
            .example("mcp:read mcp:write")
            .build();

    /** {@code requestable-scopes}. */
    public static final Setting<Set<String>> REQUESTABLE_SCOPES = Setting.words(
                    "requestable-scopes",
                    "The scopes that clients may be told to ask the provider for; the others follow from `scope-grants` or from a scope mapper. All where it is not set.")
            .example("mcp:read mcp:write")
            .build();

    /** {@code required-scopes}. */
    public static final Setting<Set<String>> REQUIRED_SCOPES = Setting.words(
                    "required-scopes", "The scopes that every protected request needs.")
            .byDefault("")
            .example("mcp:read")
            .build();

    /** {@code scope-hierarchy}. */
    public static final Setting<List<String>> SCOPE_HIERARCHY = Setting.entries(
                    "scope-hierarchy", "Which scopes imply others, the broader first: chains of `>`.")
            .example("mcp:admin > mcp:write > mcp:read")
            .byDefault("")
            .build();

    /** {@code scope-grants}. */
    public static final Setting<List<String>> SCOPE_GRANTS = Setting.entries(
                    "scope-grants",
                    "Scopes granted by what a token, or its provider's directory, says of its holder: `role:`, `client-role:`, `group:`, `organization:`, `permission:`, `domain:`, `email:` or `scope:`, then `->` and scopes.")
            .example("role:mcp-writer -> mcp:write; group:/staff -> mcp:read")
            .byDefault("")
            .build();

    /** {@code sign-in.allow}. */
    public static final Setting<List<String>> SIGN_IN_ALLOW = Setting.entries(
                    "sign-in.allow",
                    "Who may sign in: `domain:`, `email:`, `group:`, `organization:`, `role:`, `client-role:` or `subject:`, any one of which admits. Everybody whom the provider admits where it is not set.")
            .example("domain:acme.com; email:guest@example.org")
            .build();

    /** {@code clock-skew}. */
    public static final Setting<Duration> CLOCK_SKEW = Setting.duration(
                    "clock-skew", "0s", "10m", "How far the clocks of provider and server may be apart.")
            .byDefault("60s")
            .example("30s")
            .build();

    /** {@code max-token-lifetime}. */
    public static final Setting<Duration> MAX_TOKEN_LIFETIME = Setting.duration(
                    "max-token-lifetime", "The longest time to its expiry that a token may still have.")
            .byDefault("30d")
            .example("24h")
            .build();

    /** {@code max-token-size}. */
    public static final Setting<Integer> MAX_TOKEN_SIZE = Setting.number(
                    "max-token-size", 256, 1_000_000, "The longest token that is looked at, in characters.")
            .byDefault("16384")
            .build();

    /** {@code cache.size}. */
    public static final Setting<Integer> CACHE_SIZE = Setting.number(
                    "cache.size",
                    0,
                    10_000_000,
                    "How many verified tokens are remembered; 0 verifies every request anew.")
            .byDefault("10000")
            .build();

    /** {@code cache.max-age}. */
    public static final Setting<Duration> CACHE_MAX_AGE = Setting.duration(
                    "cache.max-age",
                    "The longest time that a verified token is trusted without verifying it again; never past its expiry. With introspection, the longest time that a revoked token still works.")
            .byDefault("60s")
            .example("5m")
            .build();

    /** {@code cache.outage-grace}. */
    public static final Setting<Duration> CACHE_OUTAGE_GRACE = Setting.duration(
                    "cache.outage-grace",
                    "How much longer a verified token is trusted while its provider cannot be asked; never past its expiry.")
            .byDefault("10m")
            .build();

    /** {@code cache.refusal-age}. */
    public static final Setting<Duration> CACHE_REFUSAL_AGE = Setting.duration(
                    "cache.refusal-age",
                    "How long a refusal is remembered where finding it took a call to the provider.")
            .byDefault("10s")
            .build();

    /** {@code directory.max-age}. */
    public static final Setting<Duration> DIRECTORY_MAX_AGE = Setting.duration(
                    "directory.max-age",
                    "10s",
                    "24h",
                    "How long what a provider's directory says of somebody is relied on: groups, teams and roles that are looked up and do not stand in the token. A membership that is taken away works at most this long.")
            .byDefault("5m")
            .example("1m")
            .build();

    /** {@code protect}. */
    public static final Setting<Set<String>> PROTECT = Setting.of(
                    "protect",
                    "words",
                    "The paths to protect, within the web application, each with all that is below it. The path of `resource` where it is not set.",
                    Settings::paths)
            .example("/mcp")
            .build();

    /** {@code resource-metadata}. */
    public static final Setting<String> RESOURCE_METADATA = Setting.url(
                    "resource-metadata",
                    "The URL of the protected resource metadata as clients see it, where a proxy does not pass on the well-known URL that RFC 9728 derives from `resource`.")
            .example("https://example.com/prefix/.well-known/oauth-protected-resource")
            .build();

    /** {@code resource-name}. */
    public static final Setting<String> RESOURCE_NAME = Setting.text(
                    "resource-name", "The server's name for people, published in its metadata (RFC 9728).")
            .example("Acme notes")
            .build();

    /** {@code resource-documentation}. */
    public static final Setting<String> RESOURCE_DOCUMENTATION = Setting.url(
                    "resource-documentation", "A page for developers, published in the metadata (RFC 9728).")
            .example("https://docs.example.com/mcp")
            .build();

    /** {@code allowed-origins}. */
    public static final Setting<Set<String>> ALLOWED_ORIGINS = Setting.words(
                    "allowed-origins",
                    "The web origins, beside the server's own, whose pages may call it; any other `Origin` is answered 403.")
            .example("https://app.example.com")
            .byDefault("")
            .build();

    /** {@code anonymous-lists}. */
    public static final Setting<Boolean> ANONYMOUS_LISTS = Setting.flag(
                    "anonymous-lists",
                    "Whether a stranger may initialize and list, and then sees the anonymous tools only. Otherwise the answer is 401, so that clients sign in at once.")
            .byDefault("false")
            .build();

    /** {@code visible-tools}. */
    public static final Setting<ToolVisibility> VISIBLE_TOOLS = Setting.choice(
                    "visible-tools",
                    ToolVisibility.class,
                    "Which tools the list of a caller shows: those that the caller's scopes allow, or also those that a client can step up for, which it calls only if it sees them.")
            .byDefault("permitted")
            .build();

    /** {@code max-request-size}. */
    public static final Setting<Integer> MAX_REQUEST_SIZE = Setting.number(
                    "max-request-size",
                    1024,
                    1_000_000_000,
                    "The longest request body that is accepted, in bytes; from a stranger, at an anonymous tool, 262144 at most.")
            .byDefault("4194304")
            .build();

    /** {@code max-json-depth}. */
    public static final Setting<Integer> MAX_JSON_DEPTH = Setting.number(
                    "max-json-depth", 8, 1000, "The deepest nesting of a request body that is accepted.")
            .byDefault("100")
            .build();

    /** {@code bind-sessions}. */
    public static final Setting<Boolean> BIND_SESSIONS = Setting.flag(
                    "bind-sessions",
                    "Whether an `Mcp-Session-Id` works only for the caller that it was issued to. Switch it off only where sessions are bound elsewhere.")
            .byDefault("true")
            .build();

    /** {@code dpop.max-age}. */
    public static final Setting<Duration> DPOP_MAX_AGE = Setting.duration(
                    "dpop.max-age", "1s", "1h", "How old a DPoP proof may be (RFC 9449 §4.3).")
            .byDefault("60s")
            .build();

    /** All of them in the groups of the reference page. */
    public static final List<Group> GROUPS = List.of(
            new Group(
                    "Identity provider",
                    "Exactly one of `provider` and `providers` is set. The provider's own settings stand behind its name.",
                    List.of(PROVIDER, PROVIDERS, TOKEN_VERIFIER, DISCOVERY, SCOPE_MAPPER)),
            new Group(
                    "Tokens",
                    "What a token has to be so that it is meant for this server.",
                    List.of(
                            RESOURCE,
                            AUDIENCES,
                            CLIENT_IDS,
                            CLOCK_SKEW,
                            MAX_TOKEN_LIFETIME,
                            MAX_TOKEN_SIZE,
                            DPOP_MAX_AGE)),
            new Group(
                    "Scopes and sign-in",
                    "What callers may do. [Scopes](scopes.md) explains how these work together.",
                    List.of(SCOPES, REQUESTABLE_SCOPES, REQUIRED_SCOPES, SCOPE_HIERARCHY, SCOPE_GRANTS, SIGN_IN_ALLOW)),
            new Group(
                    "Cache",
                    "How long the server relies on what it has verified.",
                    List.of(CACHE_SIZE, CACHE_MAX_AGE, CACHE_OUTAGE_GRACE, CACHE_REFUSAL_AGE, DIRECTORY_MAX_AGE)),
            new Group(
                    "Server",
                    "What is protected, and how the server presents itself.",
                    List.of(
                            PROTECT,
                            RESOURCE_METADATA,
                            RESOURCE_NAME,
                            RESOURCE_DOCUMENTATION,
                            ALLOWED_ORIGINS,
                            ANONYMOUS_LISTS,
                            VISIBLE_TOOLS,
                            MAX_REQUEST_SIZE,
                            MAX_JSON_DEPTH,
                            BIND_SESSIONS)));

    /** All of them, in the order of the reference page. */
    public static final List<Setting<?>> ALL = GROUPS.stream()
            .<Setting<?>>flatMap(group -> group.settings().stream())
            .toList();

    private Settings() {}

    /** A pattern of another kind, an encoded path or a whole URL would protect nothing, and nobody would notice. */
    private static Set<String> paths(String raw) {
        Set<String> paths = Setting.words("protect", "").build().parse(raw);
        for (String path : paths) {
            String plain = path.endsWith("/*") ? path.substring(0, path.length() - 2) : path;
            boolean hasDots = List.of(plain.split("/", -1)).stream().anyMatch(Set.of(".", "..")::contains);
            if (hasDots || plain.contains("//") || plain.chars().anyMatch(c -> "*?#;%{}\\".indexOf(c) >= 0)) {
                throw new IllegalArgumentException(
                        "is not a list of plain paths such as /mcp or /mcp/*, without host, query, escapes and other patterns");
            }
        }
        return paths;
    }

    /**
     * Settings that belong together.
     *
     * @param title the heading
     * @param introduction what they are for, in a sentence or two
     * @param settings the settings, in the order of the reference page
     */
    public record Group(String title, String introduction, List<Setting<?>> settings) {
        /** Copies the list. */
        public Group {
            settings = List.copyOf(settings);
        }
    }
}
