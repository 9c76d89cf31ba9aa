package io.mcpidentity.oidc;

import io.mcpidentity.config.Setting;
import io.mcpidentity.jose.JwsAlgorithm;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The settings of the generic provider, for the factories of others that are built on {@link OidcProvider} too. */
public final class OidcSettings {

    /** Which tokens the authorization server is asked about (RFC 7662). */
    public enum Introspection {
        /** None. */
        NEVER,
        /** Those that are no JWTs. */
        OPAQUE,
        /** All of them; signed ones after their signature was verified. */
        ALWAYS
    }

    /** What tokens are bound to. */
    public enum Binding {
        /** A resource, by {@code aud}. */
        AUDIENCE,
        /** An OAuth client, by {@code client_id} or {@code azp}. */
        CLIENT
    }

    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._-]+)+");

    /** {@code issuer}. */
    public static final Setting<String> ISSUER = Setting.url(
                    "issuer",
                    "The issuer identifier, exactly as the provider writes it in its metadata and its tokens, with or without a slash at the end.")
            .required()
            .example("https://sso.example.com/realms/acme")
            .build();

    /** {@code metadata-url}. */
    public static final Setting<String> METADATA_URL = Setting.url(
                    "metadata-url",
                    "Where the provider's metadata is, if at none of the well-known URLs of its issuer (RFC 8414, OpenID Connect Discovery).")
            .example("https://sso.example.com/metadata.json")
            .build();

    /** {@code jwks-uri}. */
    public static final Setting<String> JWKS_URI = Setting.url(
                    "jwks-uri", "Where the issuer's keys are, instead of the `jwks_uri` of its metadata.")
            .example("https://sso.example.com/keys")
            .build();

    /** {@code internal-url}. */
    public static final Setting<String> INTERNAL_URL = Setting.url(
                    "internal-url",
                    "Scheme, host and port at which this server reaches the issuer's URLs for metadata, keys and introspection. The public issuer stays what is validated.")
            .example("https://keycloak.internal:8443")
            .build();

    /** {@code algorithms}. */
    public static final Setting<Set<String>> ALGORITHMS = Setting.of(
                    "algorithms",
                    "words",
                    "The signature algorithms that are accepted, all of them asymmetric.",
                    OidcSettings::algorithms)
            .byDefault("RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519")
            .example("RS256 ES256")
            .build();

    /** {@code binding}. */
    public static final Setting<Binding> BINDING = Setting.choice(
                    "binding",
                    Binding.class,
                    "What the provider's tokens are bound to: `audience`, a resource in `aud`, or `client`, an OAuth client in `client_id` or `azp`, which has to be in `client-ids`. Choose `client` only for a provider that cannot issue audiences.")
            .byDefault("audience")
            .build();

    /** {@code introspection}. */
    public static final Setting<Introspection> INTROSPECTION = Setting.choice(
                    "introspection",
                    Introspection.class,
                    "Which tokens the provider is asked about (RFC 7662): `never`, `opaque` for those that are no JWTs, or `always`, which notices revocations and completes lightweight tokens.")
            .byDefault("never")
            .build();

    /** {@code introspection-endpoint}. */
    public static final Setting<String> INTROSPECTION_ENDPOINT = Setting.url(
                    "introspection-endpoint",
                    "Where to ask about tokens, instead of the `introspection_endpoint` of the metadata.")
            .example("https://sso.example.com/introspect")
            .build();

    /** {@code client-id}. */
    public static final Setting<String> CLIENT_ID = Setting.text(
                    "client-id", "The client as which this server asks about tokens.")
            .example("mcp-server")
            .build();

    /** {@code client-secret}. */
    public static final Setting<String> CLIENT_SECRET =
            Setting.text("client-secret", "The secret of that client.").secret().build();

    /** {@code client-authentication}. */
    public static final Setting<IntrospectionVerifier.ClientAuthentication> CLIENT_AUTHENTICATION = Setting.choice(
                    "client-authentication",
                    IntrospectionVerifier.ClientAuthentication.class,
                    "How that client authenticates: `basic` (client_secret_basic) or `post` (client_secret_post).")
            .byDefault("basic")
            .build();

    /** {@code roles-claim}. */
    public static final Setting<ClaimPath> ROLES_CLAIM = claim("roles-claim", "roles", "`role:`", "realm_access/roles");

    /** {@code groups-claim}. */
    public static final Setting<ClaimPath> GROUPS_CLAIM = claim("groups-claim", "groups", "`group:`", "memberOf");

    /** {@code permissions-claim}. */
    public static final Setting<ClaimPath> PERMISSIONS_CLAIM =
            claim("permissions-claim", "permissions", "`permission:`", "authz/permissions");

    /** {@code domain-claim}. */
    public static final Setting<ClaimPath> DOMAIN_CLAIM = Setting.of(
                    "domain-claim",
                    "claim",
                    "The claim in which the provider itself vouches for the holder's domain, for `domain:`, beside the domain of a verified e-mail address.",
                    OidcSettings::claimPath)
            .example("hd")
            .build();

    /** {@code timeout}. */
    public static final Setting<Duration> TIMEOUT = duration(
            "timeout",
            "5s",
            "100ms",
            "60s",
            "The longest time that a request waits for the provider, and the deadline of each call to it.");

    /** {@code key-max-age}. */
    public static final Setting<Duration> KEY_MAX_AGE = duration(
            "key-max-age",
            "10m",
            "30s",
            "24h",
            "How long the issuer's keys are used without fetching them again; less where their `Cache-Control` says so. A key that the issuer withdraws works this long.");

    /** {@code key-outage-grace}. */
    public static final Setting<Duration> KEY_OUTAGE_GRACE = duration(
            "key-outage-grace",
            "24h",
            "0s",
            "30d",
            "How much longer known keys are used while they cannot be fetched.");

    /** {@code metadata-max-age}. */
    public static final Setting<Duration> METADATA_MAX_AGE = duration(
            "metadata-max-age",
            "1h",
            "1m",
            "24h",
            "How long the provider's metadata is used without fetching it again; less where its `Cache-Control` says so.");

    /** {@code logout-path}. */
    public static final Setting<String> LOGOUT_PATH = Setting.of(
                    "logout-path",
                    "path",
                    "Where the provider may tell that a session has ended (OpenID Connect Back-Channel Logout): its tokens are refused from then on. Nowhere by default.",
                    OidcSettings::path)
            .example("/sign-out/keycloak")
            .build();

    /** {@code logout-clients}. */
    public static final Setting<Set<String>> LOGOUT_CLIENTS = Setting.words(
                    "logout-clients",
                    "The OAuth clients at the provider that name `logout-path` as where to tell: one of them has to be the logout token's `aud`. Needed with `logout-path`.")
            .example("claude inspector")
            .build();

    /** All of them, in the order of the reference page. */
    public static final List<Setting<?>> ALL = List.of(
            ISSUER,
            METADATA_URL,
            JWKS_URI,
            INTERNAL_URL,
            ALGORITHMS,
            BINDING,
            INTROSPECTION,
            INTROSPECTION_ENDPOINT,
            CLIENT_ID,
            CLIENT_SECRET,
            CLIENT_AUTHENTICATION,
            ROLES_CLAIM,
            GROUPS_CLAIM,
            PERMISSIONS_CLAIM,
            DOMAIN_CLAIM,
            TIMEOUT,
            KEY_MAX_AGE,
            KEY_OUTAGE_GRACE,
            METADATA_MAX_AGE,
            LOGOUT_PATH,
            LOGOUT_CLIENTS);

    private OidcSettings() {}

    private static Setting<ClaimPath> claim(String name, String byDefault, String attribute, String example) {
        return Setting.of(
                        name,
                        "claim",
                        "The claim that lists what `scope-grants` and `sign-in.allow` call " + attribute
                                + "; members of members are separated by `/`.",
                        OidcSettings::claimPath)
                .byDefault(byDefault)
                .example(example)
                .build();
    }

    private static ClaimPath claimPath(String raw) {
        if (raw.isEmpty() || raw.startsWith("/") || raw.endsWith("/")) {
            throw new IllegalArgumentException("is not a claim such as `roles` or `realm_access/roles`");
        }
        return new ClaimPath(raw);
    }

    private static Set<String> algorithms(String raw) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : raw.split("[\\s,]+")) {
            if (JwsAlgorithm.find(name).isEmpty()) {
                throw new IllegalArgumentException(
                        "is not a list of asymmetric signature algorithms such as RS256, PS256, ES256 or EdDSA");
            }
            names.add(name);
        }
        return Collections.unmodifiableSet(names);
    }

    /** A path as it is compared: decoded, and with nothing in it that containers or proxies write in several ways. */
    private static String path(String raw) {
        if (!PATH.matcher(raw).matches() || raw.contains("/.")) {
            throw new IllegalArgumentException(
                    "is not a path such as /sign-out/keycloak: a slash, then letters, digits, `-`, `_`, `.` and slashes");
        }
        return raw;
    }

    private static Setting<Duration> duration(
            String name, String byDefault, String least, String most, String meaning) {
        return Setting.duration(name, least, most, meaning).byDefault(byDefault).build();
    }
}
