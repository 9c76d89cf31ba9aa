package io.mcpidentity.client.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.Requirement;
import io.mcpidentity.client.store.MemoryTokenStore;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DpopSessionTest {

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    @Requirement("RFC 9449 §7.1")
    void aServerThatWantsBoundTokensGetsThemByTheSchemeDpop() throws Exception {
        world.needsDpop = true;
        world.first.knowsDpop = true;
        try (OAuthSession session = world.session().build()) {
            assertEquals(200, world.call(session));
            assertEquals(200, world.call(session));
        }

        assertEquals("DPoP first-access-3", world.authorizations.get(1));
        assertEquals(2, world.proofs.size());
        assertEquals(2, new HashSet<>(world.proofs).size());
        assertTrue(world.first.tokenRequests.get(0).containsKey("dpop"));
        assertTrue(World.claims(world.proofs.get(0)).contains("\"htu\":\"" + world.mcp() + "\""));
    }

    @Test
    @Requirement({"RFC 9449 §8", "RFC 9449 §9"})
    void noncesOfBothServersAreUsed() throws Exception {
        world.needsDpop = true;
        world.nonce = "of-the-resource";
        world.first.knowsDpop = true;
        world.first.nonce = "of-the-issuer";
        try (OAuthSession session = world.session().build()) {
            assertEquals(200, world.call(session));
            world.nonce = "another-one";
            assertEquals(200, world.call(session));
        }

        assertEquals(1, world.visits.get());
        assertEquals(0, world.first.refreshRequests());
        assertEquals(4, world.proofs.size());
    }

    @Test
    void aBoundTokenIsRenewedWithTheSameKeyInTheNextProcess() throws Exception {
        world.needsDpop = true;
        world.first.knowsDpop = true;
        MemoryTokenStore store = new MemoryTokenStore();
        try (OAuthSession before = world.session().store(store).build()) {
            world.call(before);
        }
        world.clock().advance(Duration.ofMinutes(11));
        try (OAuthSession after = world.session().store(store).build()) {
            assertEquals(200, world.call(after));
        }

        assertEquals(1, world.visits.get());
        assertEquals(jwk(world.proofs.get(0)), jwk(world.proofs.get(1)));
        assertEquals(1, world.first.refreshRequests());
        assertTrue(world.first.tokenRequests.get(1).containsKey("dpop"));
    }

    @Test
    void whatIsAlwaysBoundIsNotUsedUnbound() throws Exception {
        try (OAuthSession session = world.session().dpop(DpopUse.ALWAYS).build()) {
            assertThrows(AccessRefused.class, () -> world.call(session));

            assertEquals(Map.of(), session.headers("POST", world.mcp()));
        }
    }

    @Test
    void nothingIsBoundWhereNobodyWantsIt() throws Exception {
        world.first.knowsDpop = true;
        try (OAuthSession session = world.session().build()) {
            world.call(session);
        }

        assertFalse(world.first.tokenRequests.get(0).containsKey("dpop"));
    }

    private static String jwk(String proof) {
        return World.claims("." + proof.split("\\.")[0]);
    }
}
