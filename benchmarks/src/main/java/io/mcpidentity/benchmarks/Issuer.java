package io.mcpidentity.benchmarks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.mcpidentity.spi.HttpTransport;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** An issuer without a network: its key, its metadata, and tokens such as Keycloak's, about a kilobyte each. */
final class Issuer {

    static final String NAME = "https://sso.example.com/realms/acme";
    static final String RESOURCE = "https://mcp.example.com/mcp";

    private final JWK key;
    private final JWSSigner signer;
    private final JWSHeader header;

    Issuer(String algorithm) {
        try {
            if (algorithm.equals("RS256")) {
                RSAKey rsa = new RSAKeyGenerator(2048).keyIDFromThumbprint(true).generate();
                key = rsa;
                signer = new RSASSASigner(rsa);
            } else {
                ECKey ec = new ECKeyGenerator(Curve.P_256)
                        .keyIDFromThumbprint(true)
                        .generate();
                key = ec;
                signer = new ECDSASigner(ec);
            }
            header = new JWSHeader.Builder(JWSAlgorithm.parse(algorithm))
                    .keyID(key.getKeyID())
                    .build();
        } catch (JOSEException absent) {
            throw new IllegalStateException(absent);
        }
    }

    JWK key() {
        return key;
    }

    String token() {
        Instant now = Instant.now();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(NAME)
                .subject(UUID.randomUUID().toString())
                .audience(List.of(RESOURCE, "account"))
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(3600)))
                .jwtID(UUID.randomUUID().toString())
                .claim("typ", "Bearer")
                .claim("azp", "mcp-client")
                .claim("sid", UUID.randomUUID().toString())
                .claim("acr", "1")
                .claim("allowed-origins", List.of("https://app.example.com"))
                .claim("realm_access", Map.of("roles", List.of("offline_access", "mcp-writer", "default-roles-acme")))
                .claim("resource_access", Map.of("account", Map.of("roles", List.of("view-profile"))))
                .claim("scope", "openid profile email mcp:read mcp:write")
                .claim("email_verified", true)
                .claim("name", "Alice Example")
                .claim("preferred_username", "alice")
                .claim("email", "alice@example.com")
                .build();
        SignedJWT token = new SignedJWT(header, claims);
        try {
            token.sign(signer);
        } catch (JOSEException broken) {
            throw new IllegalStateException(broken);
        }
        return token.serialize();
    }

    /** Answers every call with metadata or keys. */
    HttpTransport http() {
        return request -> {
            String body = request.uri().getPath().endsWith("/jwks")
                    ? "{\"keys\":[" + key.toPublicJWK().toJSONString() + "]}"
                    : "{\"issuer\":\"" + NAME + "\",\"jwks_uri\":\"" + NAME + "/jwks\"}";
            return new HttpTransport.Response(200, Map.of(), body.getBytes(StandardCharsets.UTF_8));
        };
    }
}
