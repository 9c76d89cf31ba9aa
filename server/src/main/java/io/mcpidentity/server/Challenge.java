package io.mcpidentity.server;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Writes {@code WWW-Authenticate} (RFC 6750 §3, RFC 9728 §5.1, RFC 9449 §7.1): the Bearer challenge always first. */
final class Challenge {

    private static final String OFFLINE_ACCESS = "offline_access";

    private final String metadata;
    private final String algorithms;

    /** Challenges that point to this metadata; the algorithms are those of DPoP proofs. */
    Challenge(String metadataUrl, Collection<String> dpopAlgorithms) {
        metadata = "resource_metadata=" + HeaderText.quoted(metadataUrl);
        algorithms = "algs=" + HeaderText.quoted(String.join(" ", dpopAlgorithms));
    }

    /** For a request without a token: no error code (RFC 6750 §3.1). */
    List<String> signIn(Collection<String> scopes) {
        return List.of("Bearer " + metadata + scope(scopes));
    }

    /** For a token that is refused. */
    List<String> invalidToken(String description, Collection<String> scopes) {
        return List.of(bearer("invalid_token", description, scopes));
    }

    /** For a token that is refused for want of its proof, or for a wrong one: with a DPoP challenge after the Bearer one. */
    List<String> invalidProof(String error, String description, Collection<String> scopes) {
        return List.of(
                bearer("invalid_token", description, scopes),
                "DPoP error=" + HeaderText.quoted(error) + ", error_description=" + HeaderText.quoted(description)
                        + ", " + algorithms);
    }

    /** For a token without the scopes that the call needs. */
    List<String> insufficientScope(String description, Collection<String> scopes) {
        return List.of(bearer("insufficient_scope", description, scopes));
    }

    /** For a request that carries its token in a wrong way. */
    List<String> invalidRequest(String description) {
        return List.of(bearer("invalid_request", description, List.of()));
    }

    private String bearer(String error, String description, Collection<String> scopes) {
        return "Bearer error=" + HeaderText.quoted(error) + ", error_description=" + HeaderText.quoted(description)
                + ", " + metadata + scope(scopes);
    }

    private static String scope(Collection<String> scopes) {
        String joined = scopes.stream()
                .filter(scope -> HeaderText.isScope(scope) && !scope.equals(OFFLINE_ACCESS))
                .collect(Collectors.joining(" "));
        return joined.isEmpty() ? "" : ", scope=" + HeaderText.quoted(joined);
    }
}
