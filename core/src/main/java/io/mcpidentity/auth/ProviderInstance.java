package io.mcpidentity.auth;

import io.mcpidentity.VerifiedToken;
import io.mcpidentity.spi.Directory;
import io.mcpidentity.spi.Discovery;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.ScopeMapper;
import io.mcpidentity.spi.TokenVerifier;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A configured provider with its roles, some of which may have been replaced.
 *
 * @param name the name in the configuration
 * @param issuer the issuer identifier, verbatim
 * @param provider what made the roles that were not replaced
 * @param discovery finds metadata
 * @param verifier verifies tokens
 * @param mapper maps scopes
 * @param policy what its tokens have to be
 * @param directory what it knows beyond its tokens
 * @param outages says when it cannot be asked
 */
record ProviderInstance(
        String name,
        String issuer,
        IdentityProvider provider,
        Discovery discovery,
        TokenVerifier verifier,
        ScopeMapper mapper,
        TokenPolicy policy,
        Optional<Directory> directory,
        OutageLog outages) {

    /** What the token says of its holder; a scope mapper that replaces the provider's own adds to it. */
    @SuppressWarnings("ReferenceEquality") // whether it is the provider's own is a question of identity
    Set<String> attributes(VerifiedToken token) {
        ScopeMapper own = provider.scopeMapper();
        Set<String> attributes = new LinkedHashSet<>(own.attributes(token));
        if (own != mapper) {
            attributes.addAll(mapper.attributes(token));
        }
        return attributes;
    }
}
