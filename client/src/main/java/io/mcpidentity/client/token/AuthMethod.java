package io.mcpidentity.client.token;

import io.mcpidentity.AuthorizationServer;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How a client can prove at the token endpoint who it is (RFC 7591 §2, OpenID Connect Core 1.0 §9). */
public enum AuthMethod {
    /** {@code none}: a public client, which names itself only. */
    NONE("none"),
    /** {@code client_secret_post}: the secret stands in the form (RFC 6749 §2.3.1). */
    POST("client_secret_post"),
    /** {@code client_secret_basic}: the secret stands in the {@code Authorization} header (RFC 6749 §2.3.1). */
    BASIC("client_secret_basic"),
    /** {@code private_key_jwt}: an assertion that the client signs (RFC 7523 §2.2). */
    PRIVATE_KEY_JWT("private_key_jwt");

    private final String wireName;

    AuthMethod(String wireName) {
        this.wireName = wireName;
    }

    /** The value of {@code token_endpoint_auth_method}. */
    public String wireName() {
        return wireName;
    }

    /** The method of this name, compared with case; empty for those that this client does not know. */
    public static Optional<AuthMethod> find(String wireName) {
        for (AuthMethod method : values()) {
            if (method.wireName.equals(wireName)) {
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }

    /** What the server supports of these; {@code client_secret_basic} alone where it does not say (RFC 8414 §2). */
    static Set<AuthMethod> supportedBy(AuthorizationServer server) {
        if (!(server.metadata().get("token_endpoint_auth_methods_supported") instanceof List<?> names)) {
            return EnumSet.of(BASIC);
        }
        Set<AuthMethod> supported = EnumSet.noneOf(AuthMethod.class);
        for (Object name : names) {
            find(String.valueOf(name)).ifPresent(supported::add);
        }
        return supported;
    }
}
