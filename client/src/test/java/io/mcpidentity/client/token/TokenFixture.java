package io.mcpidentity.client.token;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.client.token.ClientIdentity.Origin;
import io.mcpidentity.oidc.JdkHttpTransport;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What tests of the token endpoint have in common. */
final class TokenFixture implements AutoCloseable {

    static final ECKey EC = ec();
    static final RSAKey RSA = rsa();
    static final String RESOURCE = "https://mcp.example.com/mcp";
    static final Grant CODE = Grants.code(
            "the-code", "http://127.0.0.1:7777/callback", "the-verifier", RESOURCE, Set.of("mcp:read", "mcp:write"));

    final PeerServer peer = new PeerServer();
    final HandClock clock = new HandClock();
    final JdkHttpTransport http = new JdkHttpTransport();
    final TokenEndpoint endpoint = new TokenEndpoint(http, clock);

    private static ECKey ec() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("ec-1").generate();
        } catch (com.nimbusds.jose.JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static RSAKey rsa() {
        try {
            return new RSAKeyGenerator(2048).keyID("rsa-1").generate();
        } catch (com.nimbusds.jose.JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static JwsSigner signer() {
        try {
            return JwsSigner.parse(EC.toJSONString());
        } catch (ClientMisconfigured impossible) {
            throw new AssertionError(impossible);
        }
    }

    ClientIdentity client(String id, ClientAuth auth) {
        return new ClientIdentity(peer.url(), id, Origin.GIVEN, auth, Optional.empty(), List.of());
    }

    ClientIdentity publicClient() {
        return client("a-client", new ClientAuth.None());
    }

    TokenAnswer ask(ClientIdentity client, Grant grant) throws ClientFailure {
        return endpoint.request(peer.metadata(), client, grant, Optional.empty());
    }

    /** What the public client gets for the code. */
    TokenAnswer ask() throws ClientFailure {
        return ask(publicClient(), CODE);
    }

    Tokens issued() throws ClientFailure {
        return assertInstanceOf(TokenAnswer.Issued.class, ask()).tokens();
    }

    @Override
    public void close() {
        peer.close();
        http.close();
    }
}
