package io.mcpidentity.auth;

import io.mcpidentity.AccessToken;
import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.Json;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * What a token in JWT form says of itself, without anybody vouching for it: enough to choose who checks it and to write a
 * log line, and nothing else may rest on it.
 */
record UnverifiedClaims(Optional<String> issuer, Optional<String> subject, Optional<String> tokenId) {

    /** Of a signed token its claims; of an encrypted one those that its header repeats (RFC 7519 §5.3). */
    static Optional<UnverifiedClaims> of(AccessToken token) {
        String jwt = token.value();
        String part;
        if (token.hasJwtForm()) {
            part = jwt.substring(jwt.indexOf('.') + 1, jwt.lastIndexOf('.'));
        } else if (token.hasEncryptedForm()) {
            part = jwt.substring(0, jwt.indexOf('.'));
        } else {
            return Optional.empty();
        }
        try {
            Map<String, Object> claims = Json.object(Base64.getUrlDecoder().decode(part));
            return Optional.of(new UnverifiedClaims(text(claims, "iss"), text(claims, "sub"), text(claims, "jti")));
        } catch (IllegalArgumentException | JoseException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(Map<String, Object> claims, String name) {
        return claims.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }
}
