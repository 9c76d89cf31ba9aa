package io.mcpidentity.broker;

import io.mcpidentity.config.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The settings of the embedded provider, without the prefix of its instance. */
final class EmbeddedSettings {

    static final Setting<String> ISSUER = Setting.url(
                    "issuer",
                    "The issuer identifier, and where its endpoints are reached; by default the origin of `resource`.")
            .example("https://mcp.example.com")
            .build();

    static final Setting<String> DIRECTORY = Setting.text(
                    "directory",
                    "Where its state and the key that seals it are kept; without it everything is forgotten at the end.")
            .example("/var/lib/mcp-identity")
            .build();

    static final Setting<List<String>> USERS = Setting.entries(
                    "users",
                    "Who can sign in: entries of a name, a password and scopes. The password is a hash as `--hash-password`"
                            + " of the quickstart makes it or, where the issuer is on loopback, `plain:` and the password.")
            .example("alice plain:wonderland mcp:read mcp:write; bob plain:builder mcp:read")
            .required()
            .secret()
            .build();

    static final Setting<Set<String>> DEFAULT_SCOPES = Setting.words(
                    "default-scopes", "What a client gets that asks for no scope; by default the first of `scopes`.")
            .example("mcp:read")
            .build();

    static final Setting<Duration> ACCESS_TOKEN_LIFETIME = Setting.duration(
                    "access-token-lifetime", "5s", "24h", "How long an access token is valid.")
            .byDefault("10m")
            .build();

    static final Setting<Duration> GRANT_LIFETIME = Setting.duration(
                    "grant-lifetime",
                    "1m",
                    "3650d",
                    "After this time a client has to ask anew, however often it refreshed.")
            .byDefault("30d")
            .build();

    static final Setting<Duration> CODE_LIFETIME = Setting.duration(
                    "code-lifetime", "5s", "10m", "How long an authorization code can be redeemed.")
            .byDefault("60s")
            .build();

    static final Setting<Duration> REFRESH_GRACE = Setting.duration(
                    "refresh-grace",
                    "0s",
                    "10m",
                    "How long a refresh token is accepted after it was used: its answer may have been lost, or requests may"
                            + " have crossed. After that its use revokes the grant.")
            .byDefault("30s")
            .build();

    static final Setting<Duration> SESSION_LIFETIME = Setting.duration(
                    "session-lifetime", "1m", "30d", "How long a browser stays signed in.")
            .byDefault("8h")
            .build();

    static final Setting<Duration> KEY_LIFETIME = Setting.duration(
                    "key-lifetime", "1h", "3650d", "How long a signing key is used before the next takes over.")
            .byDefault("90d")
            .build();

    static final Setting<String> SIGNING_ALGORITHM = Setting.of(
                    "signing-algorithm",
                    "ES256 or RS256",
                    "The algorithm of new signing keys; a change takes effect with the next start.",
                    raw -> {
                        if (!Set.of("ES256", "RS256").contains(raw)) {
                            throw new IllegalArgumentException("is neither ES256 nor RS256");
                        }
                        return raw;
                    })
            .byDefault("ES256")
            .build();

    static final Setting<Boolean> REGISTRATION = Setting.flag(
                    "registration", "Whether clients may register themselves (RFC 7591).")
            .byDefault("true")
            .build();

    static final Setting<Integer> REGISTRATIONS_PER_HOUR = Setting.number(
                    "registrations-per-hour", 1, 1_000_000, "How many registrations one address gets in an hour.")
            .byDefault("60")
            .build();

    static final Setting<Boolean> METADATA_DOCUMENTS = Setting.flag(
                    "metadata-documents", "Whether clients may be known by the URL of their metadata document (CIMD).")
            .byDefault("true")
            .build();

    static final Setting<Set<String>> PRIVATE_METADATA_HOSTS = Setting.words(
                    "private-metadata-hosts",
                    "Hosts whose metadata documents are fetched although their addresses are private or loopback; for"
                            + " tests and closed networks.")
            .example("clients.internal.example.com")
            .build();

    static final List<Setting<?>> ALL = List.of(
            ISSUER,
            DIRECTORY,
            USERS,
            DEFAULT_SCOPES,
            ACCESS_TOKEN_LIFETIME,
            GRANT_LIFETIME,
            CODE_LIFETIME,
            REFRESH_GRACE,
            SESSION_LIFETIME,
            KEY_LIFETIME,
            SIGNING_ALGORITHM,
            REGISTRATION,
            REGISTRATIONS_PER_HOUR,
            METADATA_DOCUMENTS,
            PRIVATE_METADATA_HOSTS);

    private EmbeddedSettings() {}
}
