package io.mcpidentity.spi;

/** Makes what verifies tokens in place of the provider's own: {@code token-verifier = acme} selects the factory whose id is {@code acme}. */
public interface TokenVerifierFactory extends Factory {

    /**
     * Makes the replacement without any I/O.
     *
     * @param context settings and tools of this factory
     * @param provider the provider whose part is replaced, to delegate to where that helps
     */
    TokenVerifier create(ProviderContext context, IdentityProvider provider);
}
