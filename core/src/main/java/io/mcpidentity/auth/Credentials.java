package io.mcpidentity.auth;

import io.mcpidentity.AccessToken;
import java.util.Optional;

/**
 * What a request presented: a token and, with the {@code DPoP} scheme, the proof that goes with it.
 *
 * @param token the access token
 * @param proof the DPoP proof and the request that it must be made for; empty with the {@code Bearer} scheme
 */
public record Credentials(AccessToken token, Optional<DpopProof> proof) {

    /** A token in the {@code Bearer} scheme (RFC 6750 §2.1). */
    public static Credentials bearer(AccessToken token) {
        return new Credentials(token, Optional.empty());
    }

    /** A token in the {@code DPoP} scheme (RFC 9449 §7.1). */
    public static Credentials dpop(AccessToken token, DpopProof proof) {
        return new Credentials(token, Optional.of(proof));
    }
}
