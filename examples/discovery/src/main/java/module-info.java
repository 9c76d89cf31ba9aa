/** A company's own discovery, and a program that uses it. */
module com.acme.metadata {
    requires io.mcpidentity;
    requires jdk.httpserver;

    provides io.mcpidentity.spi.DiscoveryFactory with
            com.acme.metadata.AcmeMetadataFactory;
}
