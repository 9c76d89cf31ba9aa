package io.mcpidentity.client.token;

import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.Json;
import io.mcpidentity.spi.HttpTransport.Response;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the error of an answer (RFC 6749 §5.2, RFC 7591 §3.2.2), and makes it safe to show. */
final class OAuthError {

    private static final int LONGEST_DESCRIPTION = 300;
    private static final Pattern CODE = Pattern.compile("[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]{1,100}");

    /** Codes of specifications repeat nothing, even where a secret is so short that it is part of one. */
    private static final Set<String> SPECIFIED = Set.of(
            "access_denied",
            "invalid_client",
            "invalid_client_metadata",
            "invalid_dpop_proof",
            "invalid_grant",
            "invalid_redirect_uri",
            "invalid_request",
            "invalid_scope",
            "invalid_target",
            "server_error",
            "temporarily_unavailable",
            "unauthorized_client",
            "unsupported_grant_type",
            "use_dpop_nonce");

    private OAuthError() {}

    /**
     * The error in these members; empty if there is none that has the form of one.
     *
     * @param secrets what was sent and must not come back by way of a message
     */
    static Optional<TokenAnswer.Refused> read(Map<String, Object> members, Collection<String> secrets) {
        if (!(members.get("error") instanceof String code)
                || !CODE.matcher(code).matches()
                || (!SPECIFIED.contains(code) && repeats(code, secrets))) {
            return Optional.empty();
        }
        Optional<String> description = Optional.ofNullable(members.get("error_description"))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(text -> !repeats(text, secrets))
                .map(OAuthError::printable)
                .filter(text -> !text.isBlank());
        return Optional.of(new TokenAnswer.Refused(code, description));
    }

    /** The error in this answer to a question without secrets; empty if there is none that can be read. */
    static Optional<TokenAnswer.Refused> read(Response response) {
        try {
            return read(Json.object(response.body()), List.of());
        } catch (JoseException malformed) {
            return Optional.empty();
        }
    }

    private static boolean repeats(String text, Collection<String> secrets) {
        return secrets.stream().anyMatch(secret -> !secret.isEmpty() && text.contains(secret));
    }

    private static String printable(String text) {
        String cut = text.length() > LONGEST_DESCRIPTION ? text.substring(0, LONGEST_DESCRIPTION) + "..." : text;
        return cut.replaceAll("[^\\x20-\\x7e]", " ").strip();
    }
}
