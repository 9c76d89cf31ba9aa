package io.mcpidentity.spi;

/** Makes what maps scopes in place of the provider's own: {@code scope-mapper = acme} selects the factory whose id is {@code acme}. */
public interface ScopeMapperFactory extends Factory {

    /**
     * Makes the replacement without any I/O.
     *
     * @param context settings and tools of this factory
     * @param provider the provider whose part is replaced, to delegate to where that helps
     */
    ScopeMapper create(ProviderContext context, IdentityProvider provider);
}
