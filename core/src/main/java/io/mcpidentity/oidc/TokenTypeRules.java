package io.mcpidentity.oidc;

import io.mcpidentity.Reason;
import io.mcpidentity.jose.JoseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells access tokens from everything else that an authorization server signs with the same keys: ID, refresh and logout
 * tokens, security events, proofs (RFC 8725 §3.11, §3.12). Immutable and thread-safe.
 *
 * @param payloadTypes the values of the claim {@code typ}, in any case, that alone are accepted, and one of which is
 *     needed; empty for providers without that claim, where it may be anything that does not name another kind
 * @param needsEvidence whether something has to say that the token is an access token: the audience will not
 */
record TokenTypeRules(Set<String> payloadTypes, boolean needsEvidence) {

    private static final Set<String> HEADER_TYPES = Set.of("jwt", "at+jwt");
    private static final Set<String> ACCESS_TYPES = Set.of("bearer", "dpop", "access", "access_token", "at+jwt");
    private static final Set<String> OTHER_TYPES = Set.of(
            "id",
            "id_token",
            "refresh",
            "refresh_token",
            "offline",
            "offline_access",
            "logout",
            "logout+jwt",
            "dpop+jwt",
            "secevent+jwt",
            "n_a");
    private static final List<String> ID_TOKEN_HASHES = List.of("at_hash", "c_hash", "s_hash");

    /** Copies the set, in lower case. */
    TokenTypeRules {
        payloadTypes = payloadTypes.stream()
                .map(type -> type.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Refuses a header whose {@code typ} is not that of an access token; none at all is accepted. */
    void checkHeader(Optional<String> type) throws JoseException {
        if (type.isPresent() && !HEADER_TYPES.contains(type.get())) {
            throw refusal("The header's typ says that this is no access token");
        }
    }

    /** Refuses claims that only other kinds of tokens have. */
    void checkClaims(Map<String, Object> claims, Optional<String> headerType) throws JoseException {
        if (claims.containsKey("events")) {
            throw refusal("The token is a logout token or a security event");
        }
        boolean declared = headerType.filter("at+jwt"::equals).isPresent();
        declared |= checkPayloadType(claims);
        declared |= checkUse(claims);
        for (String hash : ID_TOKEN_HASHES) {
            if (claims.containsKey(hash)) {
                throw refusal("The token is an ID token: it has " + hash);
            }
        }
        if (!declared && claims.containsKey("nonce")) {
            throw refusal("The token is an ID token: it has nonce");
        }
        if (needsEvidence && !declared && !claims.containsKey("scope") && !claims.containsKey("scp")) {
            throw refusal("Nothing in the token says that it is an access token");
        }
    }

    /** Checks the claim {@code typ}, which Keycloak has; true if it says that this is an access token. */
    private boolean checkPayloadType(Map<String, Object> claims) throws JoseException {
        Optional<String> type = TokenClaims.text(claims, "typ").map(text -> text.toLowerCase(Locale.ROOT));
        if (payloadTypes.isEmpty()) {
            if (type.filter(OTHER_TYPES::contains).isPresent()) {
                throw refusal("The claim typ says that this is no access token");
            }
            return type.filter(ACCESS_TYPES::contains).isPresent();
        }
        if (type.filter(payloadTypes::contains).isEmpty()) {
            throw refusal("The claim typ does not say that this is an access token");
        }
        return true;
    }

    /** Checks {@code token_use}, which Cognito has, and {@code token_type}; true if one says access token. */
    private static boolean checkUse(Map<String, Object> claims) throws JoseException {
        boolean declared = false;
        for (String name : List.of("token_use", "token_type")) {
            @Nullable Object value = claims.get(name);
            if (value instanceof String text) {
                String type = text.toLowerCase(Locale.ROOT);
                if (OTHER_TYPES.contains(type) || (name.equals("token_use") && !ACCESS_TYPES.contains(type))) {
                    throw refusal("The claim " + name + " says that this is no access token");
                }
                declared |= ACCESS_TYPES.contains(type);
            }
        }
        return declared;
    }

    private static JoseException refusal(String detail) {
        return new JoseException(Reason.WRONG_TYPE, detail);
    }
}
