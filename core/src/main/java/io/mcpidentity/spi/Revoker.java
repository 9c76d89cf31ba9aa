package io.mcpidentity.spi;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.VerifiedToken;
import java.util.Optional;

/**
 * Tells a provider that tokens are to work no more. Thread-safe; calls block, within a deadline.
 *
 * <p>Here, in this process, whoever calls this has made them useless already, whatever the provider answers.
 */
public interface Revoker {

    /**
     * Revokes a token at the provider (RFC 7009), with the refresh token behind it where the provider ties them together.
     *
     * @param token the token
     * @param verified what it says
     * @return whether the provider can do that for this token
     * @throws ProviderUnavailableException if it cannot be asked, or refuses
     */
    boolean revoke(AccessToken token, VerifiedToken verified) throws ProviderUnavailableException;

    /**
     * Signs a subject out at the provider: ends sessions, and takes back refresh tokens and consents, as far as there are
     * such things there.
     *
     * @return whether the provider can do that for this subject
     * @throws ProviderUnavailableException if it cannot be asked, or refuses
     */
    boolean signOut(Subject subject) throws ProviderUnavailableException;

    /**
     * Who is to be signed out.
     *
     * @param id {@code sub}
     * @param token one of the subject's tokens, if there is one, for providers that need one
     */
    record Subject(String id, Optional<AccessToken> token) {}
}
