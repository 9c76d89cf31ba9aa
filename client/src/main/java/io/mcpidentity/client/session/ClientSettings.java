package io.mcpidentity.client.session;

import io.mcpidentity.config.Setting;
import io.mcpidentity.config.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The settings of a client, which stand behind {@code client.}: the one declaration that reader, reference page and code
 * share.
 */
public final class ClientSettings {

    /** What their keys begin with. */
    public static final String SECTION = "client";

    /** {@code grant}. */
    public static final Setting<GrantType> GRANT = Setting.choice(
                    "grant",
                    GrantType.class,
                    "How tokens are got: a person signs in; the program itself is the user; its platform says what it is"
                            + " (workload identity); or a company's identity provider lets its user in.")
            .byDefault("authorization-code")
            .build();

    /** {@code scopes}. */
    public static final Setting<Set<String>> SCOPES = Setting.words(
                    "scopes",
                    "The scopes to ask for. Where it is not set, those that the server wants, and `offline_access` where"
                            + " the authorization server knows it.")
            .example("mcp:read offline_access")
            .build();

    /** {@code dpop}. */
    public static final Setting<DpopUse> DPOP = Setting.choice(
                    "dpop", DpopUse.class, "When tokens are bound to a key of the session (RFC 9449).")
            .byDefault("when-required")
            .build();

    /** {@code registration-order}. */
    public static final Setting<List<RegistrationWay>> REGISTRATION_ORDER = Setting.of(
                    "registration-order",
                    "some of given, cimd, dcr",
                    "How this program becomes a client of an authorization server, the preferred way first; ways that are"
                            + " left out are not used.",
                    ClientSettings::ways)
            .byDefault("given cimd dcr")
            .build();

    /** {@code id}. */
    public static final Setting<String> ID = Setting.text(
                    "id",
                    "The client id, where an administrator has registered this program: at `client.issuer`, which is needed"
                            + " beside it.")
            .example("my-agent")
            .build();

    /** {@code issuer}. */
    public static final Setting<String> ISSUER = Setting.url(
                    "issuer",
                    "The authorization server that knows the client id, by its exact issuer identifier, and that the"
                            + " assertion of `jwt-bearer` is for. No other one is shown the id, its secret or the assertion,"
                            + " whatever an MCP server says.")
            .example("https://sso.example.com/realms/acme")
            .build();

    /** {@code secret}. */
    public static final Setting<String> SECRET =
            Setting.text("secret", "The client secret.").secret().build();

    /** {@code private-key}. */
    public static final Setting<String> PRIVATE_KEY = Setting.text(
                    "private-key",
                    "The client's private key, as a JWK or as PKCS #8 in PEM (`private_key_jwt`): of the client id, or of"
                            + " the metadata document.")
            .secret()
            .build();

    /** {@code auth-method}. */
    public static final Setting<RegisteredClient.Method> AUTH_METHOD = Setting.choice(
                    "auth-method",
                    RegisteredClient.Method.class,
                    "How the client proves itself at the token endpoint; chosen by what it has and what the authorization"
                            + " server supports where it is not set.")
            .example("client-secret-post")
            .build();

    /** {@code registrations}. */
    public static final Setting<Set<String>> REGISTRATIONS = Setting.words(
                    "registrations",
                    "Client ids at several authorization servers: names of your own, each with `client.NAME.issuer`,"
                            + " `client.NAME.id` and, where it has them, `client.NAME.secret`, `client.NAME.private-key` and"
                            + " `client.NAME.auth-method`.")
            .example("acme partner")
            .build();

    /** {@code metadata-document}. */
    public static final Setting<String> METADATA_DOCUMENT = Setting.url(
                    "metadata-document",
                    "The URL of this program's Client ID Metadata Document, which is its client id wherever such are read.")
            .example("https://app.example.com/client.json")
            .build();

    /** {@code name}. */
    public static final Setting<String> NAME = Setting.text(
                    "name", "What people read where they consent, if this program registers by itself.")
            .byDefault("MCP client")
            .example("Acme Notes")
            .build();

    /** {@code user-agent}. */
    public static final Setting<UserAgentChoice> USER_AGENT = Setting.choice(
                    "user-agent",
                    UserAgentChoice.class,
                    "What a person signs in by: this machine's browser; a printed address; or nothing, because a web"
                            + " application sends them away itself.")
            .byDefault("browser")
            .build();

    /** {@code redirect-uri}. */
    public static final Setting<String> REDIRECT_URI = Setting.url(
                    "redirect-uri",
                    "Where the answers of sign-ins come to. With a browser or a printed address: on loopback, by default"
                            + " `http://127.0.0.1` with any free port and `/callback`.")
            .example("https://app.example.com/oauth/callback")
            .build();

    /** {@code callback-port}. */
    public static final Setting<Integer> CALLBACK_PORT = Setting.number(
                    "callback-port",
                    1,
                    65535,
                    "The port on 127.0.0.1 that answers of sign-ins come to, where an authorization server does not take any"
                            + " free one.")
            .example("8765")
            .build();

    /** {@code sign-in-timeout}. */
    public static final Setting<Duration> SIGN_IN_TIMEOUT = Setting.duration(
                    "sign-in-timeout", "10s", "1d", "How long somebody may take to sign in.")
            .byDefault("5m")
            .build();

    /** {@code store}. */
    public static final Setting<StoreChoice> STORE = Setting.choice(
                    "store",
                    StoreChoice.class,
                    "Where tokens are kept: in memory, or in a directory that only its owner reads.")
            .byDefault("memory")
            .build();

    /** {@code store-directory}. */
    public static final Setting<String> STORE_DIRECTORY = Setting.text(
                    "store-directory", "The directory of `client.store = file`; it is made if it is missing.")
            .example("/var/lib/acme-notes/tokens")
            .build();

    /** {@code refresh-ahead}. */
    public static final Setting<Duration> REFRESH_AHEAD = Setting.duration(
                    "refresh-ahead",
                    "0s",
                    "1h",
                    "How long before its end a token is renewed, but never before four fifths of its life.")
            .byDefault("60s")
            .build();

    /** {@code request-timeout}. */
    public static final Setting<Duration> REQUEST_TIMEOUT = Setting.duration(
                    "request-timeout", "1s", "1m", "How long an authorization server may take for one answer, at most.")
            .byDefault("15s")
            .build();

    /** {@code private-addresses}. */
    public static final Setting<Boolean> PRIVATE_ADDRESSES = Setting.flag(
                    "private-addresses",
                    "Whether an MCP server may lead to private addresses other than its own, as in an intranet. Link-local"
                            + " addresses and those of clouds' metadata services are never called. No HTTP proxy is used; a SOCKS"
                            + " proxy of the JVM (`socksProxyHost`) is.")
            .byDefault("false")
            .build();

    /** {@code assertion-path}. */
    public static final Setting<String> ASSERTION_PATH = Setting.text(
                    "assertion-path",
                    "With `jwt-bearer`: the file in which the platform keeps this program's assertion. With `id-jag`: the"
                            + " file with what the identity provider issued when its user signed in. Read anew each time.")
            .example("/var/run/secrets/tokens/mcp")
            .build();

    /** {@code assertion-variable}. */
    public static final Setting<String> ASSERTION_VARIABLE = Setting.text(
                    "assertion-variable", "The same in an environment variable.")
            .example("WORKLOAD_TOKEN")
            .build();

    /** {@code identity-provider.issuer}. */
    public static final Setting<String> IDP_ISSUER = Setting.url(
                    "identity-provider.issuer",
                    "With `id-jag`: the company's identity provider, by its issuer identifier.")
            .example("https://acme.okta.com")
            .build();

    /** {@code identity-provider.token-endpoint}. */
    public static final Setting<String> IDP_TOKEN_ENDPOINT = Setting.url(
                    "identity-provider.token-endpoint",
                    "Its token endpoint; found in its metadata where it is not set.")
            .example("https://acme.okta.com/oauth2/v1/token")
            .build();

    /** {@code identity-provider.id}. */
    public static final Setting<String> IDP_ID = Setting.text(
                    "identity-provider.id", "With `id-jag`: this program's client id at the identity provider.")
            .example("my-agent")
            .build();

    /** {@code identity-provider.secret}. */
    public static final Setting<String> IDP_SECRET = Setting.text(
                    "identity-provider.secret", "Its client secret there.")
            .secret()
            .build();

    /** {@code identity-provider.private-key}. */
    public static final Setting<String> IDP_PRIVATE_KEY = Setting.text(
                    "identity-provider.private-key", "Its private key there, as a JWK or as PKCS #8 in PEM.")
            .secret()
            .build();

    /** {@code identity-provider.assertion}. */
    public static final Setting<IdentityAssertion> IDP_ASSERTION = Setting.choice(
                    "identity-provider.assertion",
                    IdentityAssertion.class,
                    "What the identity provider issued: an OpenID Connect ID token, or a SAML 2.0 assertion.")
            .byDefault("id-token")
            .build();

    /** All of them, in groups, without what their keys begin with. */
    public static final List<Settings.Group> GROUPS = List.of(
            new Settings.Group(
                    "Tokens",
                    "How an MCP client gets its tokens and where it keeps them.",
                    List.of(GRANT, SCOPES, DPOP, STORE, STORE_DIRECTORY, REFRESH_AHEAD)),
            new Settings.Group(
                    "Identity",
                    "Who the program is to authorization servers.",
                    List.of(
                            REGISTRATION_ORDER,
                            ID,
                            ISSUER,
                            SECRET,
                            PRIVATE_KEY,
                            AUTH_METHOD,
                            REGISTRATIONS,
                            METADATA_DOCUMENT,
                            NAME)),
            new Settings.Group(
                    "Sign-in",
                    "How a person signs in.",
                    List.of(USER_AGENT, REDIRECT_URI, CALLBACK_PORT, SIGN_IN_TIMEOUT)),
            new Settings.Group(
                    "Without a person",
                    "What the grants `jwt-bearer` and `id-jag` need.",
                    List.of(
                            ASSERTION_PATH,
                            ASSERTION_VARIABLE,
                            IDP_ISSUER,
                            IDP_TOKEN_ENDPOINT,
                            IDP_ID,
                            IDP_SECRET,
                            IDP_PRIVATE_KEY,
                            IDP_ASSERTION)),
            new Settings.Group(
                    "Network",
                    "What the client may call, and for how long.",
                    List.of(REQUEST_TIMEOUT, PRIVATE_ADDRESSES)));

    /** All of them, without what their keys begin with. */
    public static final List<Setting<?>> ALL = GROUPS.stream()
            .<Setting<?>>flatMap(group -> group.settings().stream())
            .toList();

    private ClientSettings() {}

    /** What a person signs in by. */
    public enum UserAgentChoice {
        /** The browser of this machine. */
        BROWSER,
        /** An address on the standard error stream. */
        PRINT,
        /** None: {@link OAuthSession#begin} and {@link OAuthSession#complete}. */
        NONE
    }

    /** Where tokens are kept. */
    public enum StoreChoice {
        /** In memory. */
        MEMORY,
        /** In a directory. */
        FILE
    }

    /** What says who a company's user is. */
    public enum IdentityAssertion {
        /** An OpenID Connect ID token. */
        ID_TOKEN,
        /** A SAML 2.0 assertion. */
        SAML
    }

    /** The settings of one of {@link #REGISTRATIONS}, without what their keys begin with. */
    static List<Setting<?>> registration(String name) {
        return List.of(
                Setting.text(name + ".id", ID.meaning()).required().build(),
                Setting.url(name + ".issuer", ISSUER.meaning()).required().build(),
                Setting.text(name + ".secret", SECRET.meaning()).secret().build(),
                Setting.text(name + ".private-key", PRIVATE_KEY.meaning())
                        .secret()
                        .build(),
                Setting.choice(name + ".auth-method", RegisteredClient.Method.class, AUTH_METHOD.meaning())
                        .build());
    }

    private static List<RegistrationWay> ways(String raw) {
        Set<RegistrationWay> ways = new LinkedHashSet<>();
        for (String word : raw.split("[\\s,]+")) {
            ways.add(Arrays.stream(RegistrationWay.values())
                    .filter(way -> way.name().toLowerCase(Locale.ROOT).equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("is not a list of given, cimd and dcr")));
        }
        return List.copyOf(ways);
    }
}
