/** A company's own scope mapper, and a program that uses it. */
module com.acme.teams {
    requires io.mcpidentity;
    requires jdk.httpserver;

    provides io.mcpidentity.spi.ScopeMapperFactory with
            com.acme.teams.AcmeTeamsFactory;
}
