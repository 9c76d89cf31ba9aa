/** Signs people in at each provider, and looks them up in its directory. */
module providers {
    requires io.mcpidentity.testkit;

    uses io.mcpidentity.spi.IdentityProviderFactory;
}
