package io.mcpidentity.it;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A realm that is set up for one MCP server, as an administrator would set it up.
 *
 * <p>Users: alice holds nothing, bob the realm role {@code mcp-writer}, carol the group {@code /staff}, dave the client
 * role {@code editor} of the resource's client. Passwords are the names.
 */
final class KeycloakRealm implements Issuer {

    /** Registered by hand, asks for consent: what people's MCP clients are. */
    static final String MCP_CLIENT = "mcp-client";
    /** For tokens over plain HTTP, without consent, with groups and all roles in the token. */
    static final String HTTP_CLIENT = "http-client";
    /** As {@link #HTTP_CLIENT}, with lightweight access tokens. */
    static final String LIGHTWEIGHT_CLIENT = "lightweight-client";
    /** As {@link #HTTP_CLIENT}, with {@code typ: at+jwt} (RFC 9068). */
    static final String RFC9068_CLIENT = "rfc9068-client";
    /** As {@link #HTTP_CLIENT}, with access tokens of two seconds. */
    static final String HASTY_CLIENT = "hasty-client";

    static final String RESOURCE_SECRET = "mcp-server-secret";
    static final List<String> SCOPES = List.of("mcp:read", "mcp:write", "mcp:admin");

    private static final AtomicInteger COUNT = new AtomicInteger();

    /** How the MCP URL comes into {@code aud}. */
    enum Audience {
        /** A mapper with the URL as custom audience. Default features only. */
        CUSTOM,
        /** A client whose id is the URL, and a mapper that includes it. */
        CLIENT
    }

    private final KeycloakServer server;
    private final String name;
    private final String resource;
    private final Audience audience;

    private KeycloakRealm(KeycloakServer server, String name, String resource, Audience audience) {
        this.server = server;
        this.name = name;
        this.resource = resource;
        this.audience = audience;
    }

    /** Creates a realm whose tokens are for {@code resource}. */
    static KeycloakRealm create(KeycloakServer server, String resource, Audience audience) {
        KeycloakRealm realm = new KeycloakRealm(server, "mcp" + COUNT.incrementAndGet(), resource, audience);
        realm.setUp(KeycloakAdmin.signIn(server));
        return realm;
    }

    @Override
    public String url() {
        return server.baseUrl() + "/realms/" + name;
    }

    @Override
    public String properties() {
        return "provider = keycloak\nkeycloak.issuer = " + url() + "\n";
    }

    KeycloakServer server() {
        return server;
    }

    private String path(String rest) {
        return "/" + name + rest;
    }

    private void setUp(KeycloakAdmin admin) {
        admin.create("", Map.of("realm", name, "enabled", true, "sslRequired", "none"));
        String resourceClient = admin.create(
                path("/clients"),
                Map.of(
                        "clientId",
                        resource,
                        "publicClient",
                        false,
                        "secret",
                        RESOURCE_SECRET,
                        "standardFlowEnabled",
                        false,
                        "attributes",
                        Map.of("resource_url", resource)));
        for (String scope : SCOPES) {
            String id = admin.create(
                    path("/client-scopes"),
                    Map.of(
                            "name",
                            scope,
                            "protocol",
                            "openid-connect",
                            "attributes",
                            Map.of("include.in.token.scope", "true", "display.on.consent.screen", "true"),
                            // On each scope, not on one of their own: a registration that names scopes loses every
                            // other default scope, and an audience mapper with it.
                            "protocolMappers",
                            List.of(audienceMapper())));
            admin.put(path("/default-optional-client-scopes/" + id));
        }
        setUpPolicies(admin);
        setUpClients(admin);
        setUpUsers(admin, resourceClient);
    }

    private Map<String, Object> audienceMapper() {
        return mapper(
                "oidc-audience-mapper",
                audience == Audience.CUSTOM
                        ? Map.of("included.custom.audience", resource)
                        : Map.of("included.client.audience", resource));
    }

    private static Map<String, Object> mapper(String type, Map<String, String> settings) {
        Map<String, String> config = new HashMap<>(settings);
        config.put("access.token.claim", "true");
        config.put("introspection.token.claim", "true");
        config.put("id.token.claim", "false");
        return Map.of("name", type, "protocol", "openid-connect", "protocolMapper", type, "config", config);
    }

    private void setUpPolicies(KeycloakAdmin admin) {
        for (Map<String, Object> component : Json.objects(admin.get(path(
                "/components?type=org.keycloak.services.clientregistration.policy." + "ClientRegistrationPolicy")))) {
            if (!"anonymous".equals(component.get("subType"))) {
                continue;
            }
            Map<String, Object> config = Json.object(component, "config");
            if ("trusted-hosts".equals(component.get("providerId"))) {
                config.put("trusted-hosts", List.of("127.0.0.1", "localhost"));
                config.put("client-uris-must-match", List.of("false"));
                admin.put(path("/components/" + component.get("id")), component);
            } else if ("allowed-client-templates".equals(component.get("providerId"))) {
                List<String> allowed = new ArrayList<>(SCOPES);
                allowed.add("offline_access");
                config.put("allowed-client-scopes", allowed);
                admin.put(path("/components/" + component.get("id")), component);
            }
        }
        List<Map<String, Object>> profiles = new ArrayList<>();
        List<Map<String, Object>> policies = new ArrayList<>();
        // Configures PKCE for each new client; otherwise it refuses every registration that does not itself ask for it,
        // and no MCP client's does.
        profiles.add(profile("pkce", "pkce-enforcer", Map.of("auto-configure", true)));
        policies.add(policy("pkce", "any-client", Map.of()));
        if (server.features() == KeycloakFeatures.CIMD_AND_RESOURCE_INDICATORS) {
            List<String> hosts = List.of("localhost", "127.0.0.1");
            profiles.add(profile("cimd", "client-id-metadata-document", Map.of("cimd-allow-permitted-domains", hosts)));
            policies.add(policy(
                    "cimd",
                    "client-id-uri",
                    Map.of("client-id-uri-scheme", List.of("https"), "client-id-uri-allow-permitted-domains", hosts)));
        }
        admin.put(path("/client-policies/profiles"), Map.of("profiles", profiles));
        admin.put(path("/client-policies/policies"), Map.of("policies", policies));
    }

    private static Map<String, Object> profile(String name, String executor, Map<String, Object> configuration) {
        return Map.of("name", name, "executors", List.of(Map.of("executor", executor, "configuration", configuration)));
    }

    private static Map<String, Object> policy(String profile, String condition, Map<String, Object> configuration) {
        return Map.of(
                "name",
                profile,
                "enabled",
                true,
                "conditions",
                List.of(Map.of("condition", condition, "configuration", configuration)),
                "profiles",
                List.of(profile));
    }

    private void setUpClients(KeycloakAdmin admin) {
        admin.create(path("/clients"), publicClient(MCP_CLIENT, true, Map.of()));
        admin.create(path("/clients"), publicClient(HTTP_CLIENT, false, Map.of()));
        admin.create(
                path("/clients"),
                publicClient(LIGHTWEIGHT_CLIENT, false, Map.of("client.use.lightweight.access.token.enabled", "true")));
        admin.create(path("/clients"), publicClient(HASTY_CLIENT, false, Map.of("access.token.lifespan", "2")));
        admin.create(
                path("/clients"),
                publicClient(RFC9068_CLIENT, false, Map.of("access.token.header.type.rfc9068", "true")));
    }

    private static Map<String, Object> publicClient(String id, boolean consent, Map<String, String> attributes) {
        return Map.of(
                "clientId",
                id,
                "publicClient",
                true,
                "consentRequired",
                consent,
                "fullScopeAllowed",
                !consent,
                "redirectUris",
                List.of("http://127.0.0.1/*", "http://localhost/*"),
                "attributes",
                attributes,
                "protocolMappers",
                consent
                        ? List.of()
                        : List.of(mapper(
                                "oidc-group-membership-mapper", Map.of("claim.name", "groups", "full.path", "true"))));
    }

    private void setUpUsers(KeycloakAdmin admin, String resourceClient) {
        String group = admin.create(path("/groups"), Map.of("name", "staff"));
        admin.post(path("/roles"), Map.of("name", "mcp-writer"));
        admin.post(path("/clients/" + resourceClient + "/roles"), Map.of("name", "editor"));
        Object defaultRoles = Json.object(admin.get(path("/roles/default-roles-" + name)));
        for (String user : List.of("alice", "bob", "carol", "dave")) {
            String id = admin.create(
                    path("/users"),
                    Map.of(
                            "username",
                            user,
                            "enabled",
                            true,
                            "email",
                            user + "@example.com",
                            "emailVerified",
                            true,
                            "firstName",
                            Character.toUpperCase(user.charAt(0)) + user.substring(1),
                            "lastName",
                            "Tester",
                            "credentials",
                            List.of(Map.of("type", "password", "value", user, "temporary", false))));
            admin.post(path("/users/" + id + "/role-mappings/realm"), List.of(defaultRoles));
            switch (user) {
                case "bob" ->
                    admin.post(
                            path("/users/" + id + "/role-mappings/realm"),
                            List.of(Json.object(admin.get(path("/roles/mcp-writer")))));
                case "carol" -> admin.put(path("/users/" + id + "/groups/" + group));
                case "dave" ->
                    admin.post(
                            path("/users/" + id + "/role-mappings/clients/" + resourceClient),
                            List.of(Json.object(admin.get(path("/clients/" + resourceClient + "/roles/editor")))));
                default -> {}
            }
        }
    }

    /** Signs {@code user} in with {@link #HTTP_CLIENT} and answers the token response. */
    Tokens signIn(String user, String scope) {
        return signIn(HTTP_CLIENT, user, scope);
    }

    Tokens signIn(String client, String user, String scope) {
        return Tokens.signIn(url(), client, user, scope, Optional.of(resource));
    }

    /** Sets these of the realm's settings anew. */
    void change(Map<String, ?> settings) {
        KeycloakAdmin.signIn(server).put(path(""), settings);
    }

    /** Keeps what is asked of the token endpoint from now on. */
    void keepEvents() {
        change(Map.of(
                "eventsEnabled",
                true,
                "enabledEventTypes",
                List.of("CODE_TO_TOKEN", "CODE_TO_TOKEN_ERROR", "REFRESH_TOKEN", "REFRESH_TOKEN_ERROR")));
    }

    /** How many events of this type there were. */
    int events(String type) {
        return Json.objects(KeycloakAdmin.signIn(server).get(path("/events?max=10000&type=" + type)))
                .size();
    }

    /** Gives the realm a new signing key, preferred from now on; the old one stays published. */
    void rotateKeys() {
        KeycloakAdmin admin = KeycloakAdmin.signIn(server);
        Map<String, Object> realm = Json.object(admin.get(path("")));
        String name = "rsa-" + COUNT.incrementAndGet();
        admin.create(
                path("/components"),
                Map.of(
                        "name",
                        name,
                        "providerId",
                        "rsa-generated",
                        "providerType",
                        "org.keycloak.keys.KeyProvider",
                        "parentId",
                        realm.get("id"),
                        "config",
                        Map.of("priority", List.of(Integer.toString(1000 + COUNT.get())), "keySize", List.of("2048"))));
    }

    /** Ends every session of the realm, and with them what introspection says of their tokens. */
    void signEverybodyOut() {
        KeycloakAdmin.signIn(server).post(path("/logout-all"), Map.of());
    }
}
