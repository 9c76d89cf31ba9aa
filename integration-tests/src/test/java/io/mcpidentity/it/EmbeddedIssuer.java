package io.mcpidentity.it;

/** The authorization server in the protected server itself: there is nothing to start, and it goes where that goes. */
record EmbeddedIssuer(int port) implements Issuer {

    @Override
    public String url() {
        return "http://localhost:" + port;
    }

    /** With the accounts that the headless browser signs in with. */
    @Override
    public String properties() {
        return "provider = embedded\n"
                + "embedded.users = alice plain:alice mcp:admin; bob plain:bob mcp:read\n"
                + "embedded.private-metadata-hosts = localhost\n";
    }
}
