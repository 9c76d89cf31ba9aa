package io.mcpidentity.spi;

/** Makes an identity provider; {@code provider = keycloak} selects the factory whose id is {@code keycloak}. */
public interface IdentityProviderFactory extends Factory {

    /**
     * Makes the provider without any I/O; settings that do not go together are reported by
     * {@link ProviderContext#problem}, all at once.
     */
    IdentityProvider create(ProviderContext context);
}
