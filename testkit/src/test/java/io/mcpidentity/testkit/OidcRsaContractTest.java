package io.mcpidentity.testkit;

/** The generic provider again, with an issuer that signs with RSA and whose identifier ends with a slash. */
class OidcRsaContractTest extends OidcContractTest {

    private static final TokenMint KEY = TokenMint.rs256();

    @Override
    FakeAuthorizationServer start() {
        FakeAuthorizationServer server = FakeAuthorizationServer.start("/");
        server.rotateKeys(KEY);
        return server;
    }
}
