package io.mcpidentity.jose;

import io.mcpidentity.Reason;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The header of a signed token (RFC 7515 §4), whose critical parts are understood.
 *
 * <p>{@code jwk}, {@code jku}, {@code x5u} and {@code x5c} are members like any other: nothing here takes a key from them.
 *
 * @param algorithm {@code alg}; never {@code none} and never symmetric
 * @param keyId {@code kid}
 * @param type {@code typ} in lower case and without the prefix {@code application/} (RFC 7515 §4.1.9)
 * @param members all members
 */
public record JwsHeader(
        JwsAlgorithm algorithm, Optional<String> keyId, Optional<String> type, Map<String, Object> members) {

    private static final int MAX_KEY_ID = 512;
    private static final String MEDIA_TYPE = "application/";

    static JwsHeader parse(byte[] json) throws JoseException {
        Map<String, Object> members = Json.object(json);
        if (members.containsKey("crit")) {
            throw new JoseException(Reason.UNSUPPORTED_HEADER, "The header marks extensions as critical (crit)");
        }
        if (members.containsKey("b64")) {
            throw new JoseException(Reason.UNSUPPORTED_HEADER, "The header changes the payload's encoding (b64)");
        }
        Optional<String> keyId = text(members, "kid");
        if (keyId.isPresent() && keyId.get().length() > MAX_KEY_ID) {
            throw new JoseException(Reason.MALFORMED, "The header's kid is too long");
        }
        return new JwsHeader(
                algorithm(members),
                keyId,
                text(members, "typ").map(JwsHeader::shortType),
                Collections.unmodifiableMap(members));
    }

    private static JwsAlgorithm algorithm(Map<String, Object> members) throws JoseException {
        Optional<String> name = text(members, "alg");
        if (name.isEmpty()) {
            throw new JoseException(Reason.UNSUPPORTED_ALGORITHM, "The header names no algorithm (alg)");
        }
        return JwsAlgorithm.find(name.get())
                .orElseThrow(() -> new JoseException(
                        Reason.UNSUPPORTED_ALGORITHM,
                        "The header's alg is none, symmetric or unknown; only asymmetric signatures are accepted"));
    }

    private static Optional<String> text(Map<String, Object> members, String name) throws JoseException {
        Object value = members.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(text);
        }
        throw new JoseException(Reason.MALFORMED, "The header's " + name + " is no string");
    }

    private static String shortType(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        return lower.startsWith(MEDIA_TYPE) ? lower.substring(MEDIA_TYPE.length()) : lower;
    }
}
