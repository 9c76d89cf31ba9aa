package io.mcpidentity.spi;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.VerifiedToken;
import java.util.Set;

/**
 * Looks up what a provider knows of a subject beyond what its tokens say: groups, teams, roles. Thread-safe.
 *
 * <p>Asked only about tokens that were found genuine and meant for this server; whoever asks caches the answer
 * ({@code directory.max-age}), makes one call at a time for a {@link #key}, and takes an outage for "nothing is known":
 * grants that depend on the directory are then not given, and all others are.
 */
public interface Directory {

    /**
     * What the directory says of the token's subject, in the words of {@code scope-grants}: {@code group:/staff},
     * {@code role:editor}, {@code organization:acme}. Blocks, within a deadline.
     *
     * @param token what the genuine token says
     * @param presented the token itself, for directories that only answer its holder; kept nowhere
     * @throws ProviderUnavailableException if the directory cannot be asked, or refuses this server's own credentials
     */
    Set<String> attributes(VerifiedToken token, AccessToken presented) throws ProviderUnavailableException;

    /**
     * What the answer depends on: tokens with equal keys have equal answers. The subject, unless a directory shows more to
     * one token of a subject than to another.
     */
    default String key(VerifiedToken token) {
        return token.subject().orElseThrow();
    }
}
