/** A company's own identity provider, and a program that uses it. */
module com.acme.identity {
    requires io.mcpidentity;
    requires jdk.httpserver;

    provides io.mcpidentity.spi.IdentityProviderFactory with
            com.acme.identity.AcmeProviderFactory;
}
