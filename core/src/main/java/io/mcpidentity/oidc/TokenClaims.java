package io.mcpidentity.oidc;

import io.mcpidentity.Confirmation;
import io.mcpidentity.Reason;
import io.mcpidentity.TokenBinding;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.jose.JoseException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Translates the claims of a JWT (RFC 7519 §4.1, RFC 9068 §2.2) or of an introspection answer (RFC 7662 §2.2), which share
 * their names. A claim of a wrong type is refused.
 *
 * <p>Does not judge any claim but by its type.
 */
final class TokenClaims {

    /** The ends of the range that times are brought into, so that nobody can overflow: the years 1 and 9999. */
    private static final long FIRST_SECOND = -62_135_596_800L;

    private static final long LAST_SECOND = 253_402_300_799L;

    private static final Set<String> OTHER_CONFIRMATIONS = Set.of("jwk", "jwe", "kid", "jku", "x5t#S256", "osc");

    private static final List<String> CLIENT_CLAIMS = List.of("client_id", "azp", "cid", "appid");

    private TokenClaims() {}

    /**
     * What the claims say.
     *
     * @param issuer the issuer, which the caller has read
     * @param boundToClient whether the provider binds its tokens to clients and not to resources
     */
    static VerifiedToken translate(String issuer, Map<String, Object> claims, boolean boundToClient)
            throws JoseException {
        VerifiedToken.Builder token = VerifiedToken.builder(issuer).claims(claims);
        text(claims, "sub").ifPresent(token::subject);
        text(claims, "jti").ifPresent(token::tokenId);
        time(claims, "exp").ifPresent(token::expiresAt);
        time(claims, "nbf").ifPresent(token::notBefore);
        time(claims, "iat").ifPresent(token::issuedAt);
        Optional<String> client = client(claims);
        client.ifPresent(token::clientId);
        Set<String> audience = names(claims, "aud", false);
        token.binding(
                boundToClient
                        ? new TokenBinding.ToClient(client.orElseThrow(() -> new JoseException(
                                Reason.WRONG_CLIENT, "The token does not name the client that it was issued to")))
                        : new TokenBinding.ToResource(audience));
        token.scopes(scopes(claims));
        confirmation(claims).ifPresent(token::confirmation);
        return token.build();
    }

    /** A claim that is text; empty if it is absent or empty. */
    static Optional<String> text(Map<String, Object> claims, String name) throws JoseException {
        Object value = claims.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        }
        throw wrongType(name, "text");
    }

    private static Optional<String> client(Map<String, Object> claims) throws JoseException {
        Optional<String> client = Optional.empty();
        for (String name : CLIENT_CLAIMS) {
            Optional<String> found = text(claims, name);
            client = client.isPresent() ? client : found;
        }
        return client;
    }

    private static Set<String> scopes(Map<String, Object> claims) throws JoseException {
        Set<String> scope = names(claims, "scope", true);
        Set<String> scp = names(claims, "scp", true);
        if (scp.isEmpty()) {
            return scope;
        }
        Set<String> both = new LinkedHashSet<>(scope);
        both.addAll(scp);
        return both;
    }

    /** A list of text, or one text; with {@code split}, each text is a list separated by spaces (RFC 6749 §3.3). */
    static Set<String> names(Map<String, Object> claims, String name, boolean split) throws JoseException {
        Object value = claims.get(name);
        Set<String> names = new LinkedHashSet<>();
        if (value instanceof List<?> list) {
            for (Object item : list) {
                add(names, item, name, split);
            }
        } else if (value != null) {
            add(names, value, name, split);
        }
        return names;
    }

    private static void add(Set<String> names, Object value, String name, boolean split) throws JoseException {
        if (!(value instanceof String text)) {
            throw wrongType(name, "text or a list of text");
        }
        if (!split) {
            names.add(text);
            return;
        }
        int from = 0;
        for (int at = 0; at <= text.length(); at++) {
            if (at == text.length() || text.charAt(at) == ' ') {
                if (at > from) {
                    names.add(text.substring(from, at));
                }
                from = at + 1;
            }
        }
    }

    /** A NumericDate (RFC 7519 §2), whose fraction counts and whose absurd values become the ends of the range. */
    static Optional<Instant> time(Map<String, Object> claims, String name) throws JoseException {
        Object value = claims.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Long seconds) {
            return Optional.of(Instant.ofEpochSecond(Math.max(FIRST_SECOND, Math.min(LAST_SECOND, seconds))));
        }
        if (value instanceof Double seconds) {
            double within = Math.max(FIRST_SECOND, Math.min(LAST_SECOND, seconds));
            double whole = Math.floor(within);
            return Optional.of(Instant.ofEpochSecond((long) whole, (long) ((within - whole) * 1e9)));
        }
        throw wrongType(name, "a number");
    }

    /**
     * The one proof of possession that is supported. Another one beside it makes the token unusable; a member that is no
     * confirmation method is ignored (RFC 7800 §3.1), such as the one with which Keycloak says where its key came from.
     */
    private static Optional<Confirmation> confirmation(Map<String, Object> claims) throws JoseException {
        @Nullable Object value = claims.get("cnf");
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof Map<?, ?> members)) {
            throw wrongType("cnf", "an object");
        }
        return Optional.of(new Confirmation(
                Collections.disjoint(members.keySet(), OTHER_CONFIRMATIONS)
                                && members.get("jkt") instanceof String thumbprint
                                && !thumbprint.isEmpty()
                        ? Optional.of(thumbprint)
                        : Optional.empty()));
    }

    private static JoseException wrongType(String name, String type) {
        return new JoseException(Reason.MALFORMED, "The token's " + name + " is not " + type);
    }
}
