package io.mcpidentity.spi;

/** Makes what finds metadata in place of the provider's own: {@code discovery = acme} selects the factory whose id is {@code acme}. */
public interface DiscoveryFactory extends Factory {

    /**
     * Makes the replacement without any I/O.
     *
     * @param context settings and tools of this factory
     * @param provider the provider whose part is replaced, to delegate to where that helps
     */
    Discovery create(ProviderContext context, IdentityProvider provider);
}
