package io.mcpidentity.client.token;

import static io.mcpidentity.client.token.TokenFixture.CODE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.mcpidentity.client.Requirement;
import io.mcpidentity.client.token.PeerServer.Answer;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DpopAtTokenEndpointTest {

    private static final Answer BOUND = Answer.json(200, "{'access_token':'at','token_type':'dPoP'}");
    private static final Answer CHALLENGE =
            Answer.json(400, "{'error':'use_dpop_nonce'}").with("DPoP-Nonce", "nonce-1");

    private final TokenFixture fixture = new TokenFixture();
    private final DpopKey key = DpopKey.generate(fixture.clock);

    @AfterEach
    void close() {
        fixture.close();
    }

    private TokenAnswer ask(ClientIdentity client) throws Exception {
        return fixture.endpoint.request(fixture.peer.metadata(), client, CODE, Optional.of(key));
    }

    private JWTClaimsSet proof(int request) throws Exception {
        return SignedJWT.parse(fixture.peer.asked().get(request).header("DPoP").orElseThrow())
                .getJWTClaimsSet();
    }

    @Test
    @Requirement("RFC 9449 §5")
    void theTokenRequestCarriesAProofAndTheTokenIsBound() throws Exception {
        fixture.peer.answer("/token", BOUND);
        TokenAnswer answer = ask(fixture.publicClient());
        assertTrue(assertInstanceOf(TokenAnswer.Issued.class, answer).tokens().dpop());
        assertEquals("POST", proof(0).getClaim("htm"));
        assertEquals(fixture.peer.url() + "/token", proof(0).getClaim("htu"));
        assertNull(proof(0).getClaim("ath"));
        assertNull(proof(0).getClaim("nonce"));
    }

    @Test
    void aServerThatKnowsNoDpopIssuesABearerToken() throws Exception {
        fixture.peer.answer("/token", Answer.json(200, "{'access_token':'at','token_type':'Bearer'}"));
        TokenAnswer answer = ask(fixture.publicClient());
        assertFalse(assertInstanceOf(TokenAnswer.Issued.class, answer).tokens().dpop());
    }

    @Test
    @Requirement({"RFC 9449 §8", "RFC 9449 §4.2"})
    void aServerThatWantsANonceGetsItWithANewProof() throws Exception {
        fixture.peer.answer("/token", CHALLENGE, BOUND);
        assertInstanceOf(TokenAnswer.Issued.class, ask(fixture.publicClient()));
        assertEquals(2, fixture.peer.asked().size());
        assertEquals("nonce-1", proof(1).getClaim("nonce"));
        assertNotEquals(proof(0).getJWTID(), proof(1).getJWTID());
        assertEquals(
                fixture.peer.asked().get(0).form(), fixture.peer.asked().get(1).form());
    }

    @Test
    @Requirement({"RFC 9449 §8", "RFC 7523 §3"})
    void theSecondRequestHasANewAssertionToo() throws Exception {
        fixture.peer.answer("/token", CHALLENGE, BOUND);
        ask(fixture.client("job", new ClientAuth.PrivateKeyJwt(TokenFixture.signer())));
        assertNotEquals(
                fixture.peer.asked().get(0).form().get("client_assertion"),
                fixture.peer.asked().get(1).form().get("client_assertion"));
    }

    @Test
    @Requirement("RFC 9449 §8")
    void aServerThatAsksForNoncesForeverIsAskedTwice() throws Exception {
        fixture.peer.answer("/token", CHALLENGE);
        TokenAnswer.Refused refused = assertInstanceOf(TokenAnswer.Refused.class, ask(fixture.publicClient()));
        assertEquals("use_dpop_nonce", refused.error());
        assertEquals(2, fixture.peer.asked().size());
    }

    @Test
    void aChallengeWithoutANonceIsARefusal() throws Exception {
        fixture.peer.answer("/token", Answer.json(400, "{'error':'use_dpop_nonce'}"), BOUND);
        assertInstanceOf(TokenAnswer.Refused.class, ask(fixture.publicClient()));
        assertEquals(1, fixture.peer.asked().size());
    }

    @Test
    void anotherRefusalIsNotTriedAgainEvenWithANonce() throws Exception {
        fixture.peer.answer(
                "/token", Answer.json(400, "{'error':'invalid_grant'}").with("DPoP-Nonce", "nonce-1"), BOUND);
        assertInstanceOf(TokenAnswer.Refused.class, ask(fixture.publicClient()));
        assertEquals(1, fixture.peer.asked().size());
    }

    @Test
    @Requirement("RFC 9449 §8.2")
    void aNonceThatComesWithSuccessIsUsedNextTime() throws Exception {
        fixture.peer.answer("/token", BOUND.with("DPoP-Nonce", "nonce-7"), BOUND);
        ask(fixture.publicClient());
        ask(fixture.publicClient());
        assertNull(proof(0).getClaim("nonce"));
        assertEquals("nonce-7", proof(1).getClaim("nonce"));
    }

    @Test
    void withoutAKeyThereIsNoProofAndNoSecondRequest() throws Exception {
        fixture.peer.answer("/token", CHALLENGE, BOUND);
        assertInstanceOf(TokenAnswer.Refused.class, fixture.ask());
        assertEquals(Optional.empty(), fixture.peer.last().header("DPoP"));
        assertEquals(1, fixture.peer.asked().size());
    }
}
