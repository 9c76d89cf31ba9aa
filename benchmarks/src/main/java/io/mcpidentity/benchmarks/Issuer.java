package io.mcpidentity.benchmarks;

import io.mcpidentity.config.Configuration;
import io.mcpidentity.spi.HttpTransport;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * An issuer without a network: its key, its metadata, and tokens such as Keycloak's, about a kilobyte each, that are valid
 * for a day. Thread-safe.
 */
public final class Issuer {

    /** The issuer identifier. */
    public static final String NAME = "https://sso.example.com/realms/acme";

    /** What the tokens are for. */
    public static final String RESOURCE = "https://mcp.example.com/mcp";

    private static final Duration LIFETIME = Duration.ofDays(1);

    private final SigningKey key;

    /** One that signs with a new key for {@code RS256}, {@code ES256} or {@code EdDSA}. */
    public Issuer(String algorithm) {
        key = new SigningKey(algorithm);
    }

    /** What the JDK calls a signature algorithm. */
    public static String jcaName(String algorithm) {
        return SigningKey.jcaName(algorithm);
    }

    /** The key that its tokens are checked with. */
    public PublicKey publicKey() {
        return key.publicKey();
    }

    /** The same as a JSON Web Key. */
    public String jwk() {
        return key.jwk();
    }

    /** A new token. */
    public String token() {
        return token(NAME, RESOURCE, LIFETIME, "");
    }

    /** A new token whose holder has these roles too. */
    public String token(List<String> roles) {
        return token(NAME, RESOURCE, LIFETIME, ",\"" + String.join("\",\"", roles) + "\"");
    }

    /** So many new tokens, signed by all cores. */
    public List<String> tokens(int count) {
        return IntStream.range(0, count).parallel().mapToObj(i -> token()).toList();
    }

    /** A token that was good until an hour ago. */
    public String expired() {
        return token(NAME, RESOURCE, Duration.ofHours(-1), "");
    }

    /** A token for somebody else's server. */
    public String forAnother() {
        return token(NAME, "https://other.example.com/mcp", LIFETIME, "");
    }

    /** A token that claims to be somebody else's. */
    public String byAnother() {
        return token("https://sso.example.com/realms/other", RESOURCE, LIFETIME, "");
    }

    /** A token whose signature was changed in one place. */
    public String forged() {
        String token = token();
        int middle = (token.lastIndexOf('.') + token.length()) / 2;
        char other = token.charAt(middle) == 'A' ? 'B' : 'A';
        return token.substring(0, middle) + other + token.substring(middle + 1);
    }

    private String token(String issuer, String audience, Duration lifetime, String moreRoles) {
        long now = Instant.now().getEpochSecond();
        return key.sign("""
                {"exp":%d,"iat":%d,"jti":"%s","iss":"%s","aud":["%s","account"],"sub":"%s","typ":"Bearer",\
                "azp":"mcp-client","sid":"%s","acr":"1","allowed-origins":["https://app.example.com"],\
                "realm_access":{"roles":["offline_access","mcp-writer","default-roles-acme"%s]},\
                "resource_access":{"account":{"roles":["view-profile"]}},\
                "scope":"openid profile email mcp:read mcp:write","email_verified":true,"name":"Alice Example",\
                "preferred_username":"alice","email":"alice@example.com"}\
                """.formatted(
                        now + lifetime.toSeconds(),
                        Math.min(now, now + lifetime.toSeconds() - 60),
                        UUID.randomUUID(),
                        issuer,
                        audience,
                        UUID.randomUUID(),
                        UUID.randomUUID(),
                        moreRoles));
    }

    /** Answers every call with metadata or keys. */
    public HttpTransport http() {
        return http(jwk());
    }

    /** Answers every call with metadata or this key. */
    public static HttpTransport http(String jwk) {
        return request -> {
            String body = request.uri().getPath().endsWith("/jwks")
                    ? "{\"keys\":[" + jwk + "]}"
                    : "{\"issuer\":\"" + NAME + "\",\"jwks_uri\":\"" + NAME + "/jwks\"}";
            return new HttpTransport.Response(200, Map.of(), body.getBytes(StandardCharsets.UTF_8));
        };
    }

    /** What a server needs so that it accepts the tokens, and what else is to be set. */
    public static Configuration configuration(Map<String, String> more) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("provider", "oidc");
        settings.put("oidc.issuer", NAME);
        settings.put("resource", RESOURCE);
        settings.put("scopes", "mcp:read mcp:write");
        settings.put("tool.scopes", "mcp:read mcp:write");
        settings.putAll(more);
        return Configuration.of(settings);
    }
}
