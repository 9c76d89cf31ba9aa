package io.mcpidentity.broker.store;

import static io.mcpidentity.broker.store.Samples.GRACE;
import static io.mcpidentity.broker.store.Samples.IDLE;
import static io.mcpidentity.broker.store.Samples.START;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.broker.store.Store.Advance;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Store} promises. */
abstract class StoreContract {

    private static final Instant LATER = START.plusSeconds(600);

    private Store store;

    /** A store that holds nothing. */
    abstract Store create();

    @BeforeEach
    void createStore() {
        store = create();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void aClientIsReadAsItWasAdded() {
        StoredClient full = Samples.client("full");
        StoredClient bare = new StoredClient(
                "https://client.example/", Optional.empty(), List.of(), Set.of(), "none", Optional.empty(), START);
        assertTrue(store.addClient(full, 10));
        assertTrue(store.addClient(bare, 10));
        assertEquals(Optional.of(full), store.client(full.id()));
        assertEquals(Optional.of(bare), store.client(bare.id()));
        assertEquals(Optional.empty(), store.client("nobody"));
    }

    @Test
    void aClientBeyondTheMostIsNotAdded() {
        assertTrue(store.addClient(Samples.client("a"), 2));
        assertTrue(store.addClient(Samples.client("b"), 2));
        assertFalse(store.addClient(Samples.client("c"), 2));
        assertEquals(Optional.empty(), store.client("c"));
        assertTrue(store.addClient(Samples.client("d"), 3));
    }

    @Test
    void concurrentRegistrationsDoNotPassTheMost() throws Exception {
        List<Boolean> added = Together.all(40, number -> store.addClient(Samples.client("client-" + number), 7));
        assertEquals(7, Collections.frequency(added, true));
    }

    @Test
    void aCodeIsReadAsItWasAdded() {
        StoredCode code = Samples.code("digest");
        store.addCode(code);
        assertEquals(Optional.of(code), store.code("digest"));
        assertEquals(Optional.empty(), store.code("DIGEST"));
    }

    @Test
    void aCodeIsRedeemedOnceAndTellsItsGrant() {
        store.addCode(Samples.code("digest"));
        assertTrue(store.redeem("digest", Samples.grant("first")));
        assertFalse(store.redeem("digest", Samples.grant("second")));
        assertEquals(Optional.of("first"), store.code("digest").orElseThrow().grantId());
        assertEquals(Optional.of(Samples.grant("first")), store.grant("first"));
        assertEquals(Optional.empty(), store.grant("second"));
    }

    @Test
    void aCodeThatIsNotKnownIsNotRedeemed() {
        assertFalse(store.redeem("digest", Samples.grant("grant")));
        assertEquals(Optional.empty(), store.grant("grant"));
    }

    @Test
    void aRedemptionThatFailsLeavesTheCodeAsItWas() {
        store.addCode(Samples.code("one"));
        store.addCode(Samples.code("two"));
        assertTrue(store.redeem("one", Samples.grant("grant")));
        assertThrows(RuntimeException.class, () -> store.redeem("two", Samples.grant("grant")));
        assertEquals(Optional.empty(), store.code("two").orElseThrow().grantId());
        assertTrue(store.redeem("two", Samples.grant("other")));
    }

    @Test
    void ofConcurrentRedemptionsOneSucceeds() throws Exception {
        store.addCode(Samples.code("digest"));
        List<Boolean> redeemed = Together.all(200, number -> store.redeem("digest", Samples.grant("grant-" + number)));
        assertEquals(1, Collections.frequency(redeemed, true));
        String winner = "grant-" + redeemed.indexOf(true);
        assertEquals(Optional.of(winner), store.code("digest").orElseThrow().grantId());
        List<String> grants = IntStream.range(0, 200)
                .mapToObj(number -> "grant-" + number)
                .filter(id -> store.grant(id).isPresent())
                .toList();
        assertEquals(List.of(winner), grants);
    }

    @Test
    void aGrantAdvancesFromItsCurrentGeneration() {
        Grant grant = granted("grant");
        Grant advanced = current(store.advance("grant", 0, LATER, GRACE));
        assertEquals(1, advanced.generation());
        assertEquals(LATER, advanced.advancedAt());
        assertEquals(grant.scopes(), advanced.scopes());
        assertEquals(Optional.of(advanced), store.grant("grant"));
        assertEquals(2, current(store.advance("grant", 1, LATER, GRACE)).generation());
    }

    @Test
    void theGenerationBeforeIsAcceptedWithinTheGraceAndChangesNothing() {
        granted("grant");
        Grant advanced = current(store.advance("grant", 0, LATER, GRACE));
        Instant lastMoment = LATER.plus(GRACE).minusMillis(1);
        assertEquals(advanced, current(store.advance("grant", 0, lastMoment, GRACE)));
        assertEquals(Optional.of(advanced), store.grant("grant"));
    }

    @Test
    void theGenerationBeforeRevokesTheGrantAfterTheGrace() {
        granted("grant");
        current(store.advance("grant", 0, LATER, GRACE));
        Instant after = LATER.plus(GRACE);
        Advance.Reused reused = assertInstanceOf(Advance.Reused.class, store.advance("grant", 0, after, GRACE));
        assertEquals(Optional.of(after), reused.grant().revokedAt());
        assertEquals(Optional.of(reused.grant()), store.grant("grant"));
        refused(store.advance("grant", 1, after, GRACE));
        refused(store.advance("grant", 0, after, GRACE));
    }

    @Test
    void anOlderGenerationRevokesTheGrantEvenWithinTheGrace() {
        granted("grant");
        current(store.advance("grant", 0, LATER, GRACE));
        current(store.advance("grant", 1, LATER, GRACE));
        assertInstanceOf(Advance.Reused.class, store.advance("grant", 0, LATER, GRACE));
        refused(store.advance("grant", 2, LATER, GRACE));
    }

    @Test
    void withoutAGraceTheGenerationBeforeRevokesTheGrantAtOnce() {
        granted("grant");
        current(store.advance("grant", 0, LATER, Duration.ZERO));
        assertInstanceOf(Advance.Reused.class, store.advance("grant", 0, LATER, Duration.ZERO));
    }

    @Test
    void aGenerationThatWasNeverIssuedIsRefusedAndRevokesNothing() {
        Grant grant = granted("grant");
        refused(store.advance("grant", 1, LATER, GRACE));
        refused(store.advance("grant", -1, LATER, GRACE));
        refused(store.advance("grant", Integer.MAX_VALUE, LATER, GRACE));
        refused(store.advance("grant", Integer.MIN_VALUE, LATER, GRACE));
        assertEquals(Optional.of(grant), store.grant("grant"));
    }

    @Test
    void aGrantThatIsNotKnownIsRefused() {
        refused(store.advance("grant", 0, LATER, GRACE));
    }

    @Test
    void aGrantThatIsRevokedIsRefused() {
        granted("grant");
        store.revoke("grant", START);
        refused(store.advance("grant", 0, LATER, GRACE));
    }

    @Test
    void aGrantPastItsTimeIsRefusedAndNotRevoked() {
        Grant grant = granted("grant");
        current(store.advance("grant", 0, LATER, GRACE));
        refused(store.advance("grant", 1, grant.expiresAt(), GRACE));
        refused(store.advance("grant", 0, grant.expiresAt(), GRACE));
        assertEquals(Optional.empty(), store.grant("grant").orElseThrow().revokedAt());
        current(store.advance("grant", 1, grant.expiresAt().minusMillis(1), GRACE));
    }

    @Test
    void concurrentRefreshesAllGetTheSameNextGeneration() throws Exception {
        granted("grant");
        List<Advance> advances = Together.all(100, number -> store.advance("grant", 0, LATER, GRACE));
        Grant expected = store.grant("grant").orElseThrow();
        assertEquals(1, expected.generation());
        assertEquals(Collections.nCopies(100, new Advance.Current(expected)), advances);
    }

    @Test
    void concurrentReuseIsToldOnce() throws Exception {
        granted("grant");
        current(store.advance("grant", 0, LATER, GRACE));
        Instant after = LATER.plus(GRACE);
        List<Advance> advances = Together.all(50, number -> store.advance("grant", 0, after, GRACE));
        assertEquals(
                1, advances.stream().filter(Advance.Reused.class::isInstance).count());
        assertEquals(
                49, advances.stream().filter(Advance.Refused.class::isInstance).count());
    }

    @Test
    void aGrantIsRevokedOnce() throws Exception {
        granted("grant");
        List<Boolean> revoked = Together.all(20, number -> store.revoke("grant", LATER));
        assertEquals(1, Collections.frequency(revoked, true));
        assertFalse(store.revoke("grant", LATER.plusSeconds(1)));
        assertEquals(Optional.of(LATER), store.grant("grant").orElseThrow().revokedAt());
        assertFalse(store.revoke("nobody", LATER));
    }

    @Test
    void aSessionIsReadUntilItIsRemoved() {
        BrowserSession session = Samples.session("digest");
        store.addSession(session);
        store.addSession(Samples.session("other"));
        assertEquals(Optional.of(session), store.session("digest"));
        store.removeSession("digest");
        store.removeSession("digest");
        assertEquals(Optional.empty(), store.session("digest"));
        assertTrue(store.session("other").isPresent());
    }

    @Test
    void keysAreReadNewestFirst() {
        StoredKey older = Samples.key("older", START);
        StoredKey newer = Samples.key("newer", LATER);
        assertEquals(List.of(), store.keys());
        assertTrue(store.addKey(older, Optional.empty()));
        assertTrue(store.addKey(newer, Optional.of("older")));
        assertEquals(List.of(newer, older), store.keys());
    }

    @Test
    void aKeyIsNotAddedWhereAnotherIsTheNewest() {
        assertFalse(store.addKey(Samples.key("b", START), Optional.of("a")));
        assertTrue(store.addKey(Samples.key("a", START), Optional.empty()));
        assertFalse(store.addKey(Samples.key("b", LATER), Optional.empty()));
        assertFalse(store.addKey(Samples.key("b", LATER), Optional.of("z")));
        assertEquals(List.of(Samples.key("a", START)), store.keys());
    }

    @Test
    void ofConcurrentKeysOneIsAdded() throws Exception {
        assertTrue(store.addKey(Samples.key("a", START), Optional.empty()));
        List<Boolean> added =
                Together.all(20, number -> store.addKey(Samples.key("key-" + number, LATER), Optional.of("a")));
        assertEquals(1, Collections.frequency(added, true));
        assertEquals(2, store.keys().size());
    }

    @Test
    void whatIsPastItsTimeIsSweptAndNothingElse() {
        granted("grant");
        store.addCode(Samples.code("code"));
        store.addSession(Samples.session("session"));
        StoredKey key = Samples.key("key", START);
        assertTrue(store.addKey(key, Optional.empty()));

        sweepAround(Samples.code("code").expiresAt(), () -> store.code("code").isPresent());
        sweepAround(
                Samples.session("session").expiresAt(),
                () -> store.session("session").isPresent());
        sweepAround(
                Samples.grant("grant").expiresAt(), () -> store.grant("grant").isPresent());
        sweepAround(key.expiresAt(), () -> store.keys().contains(key));
    }

    @Test
    void aRevokedGrantIsKeptUntilItsTime() {
        Grant grant = granted("grant");
        assertTrue(store.revoke("grant", LATER));
        store.sweep(grant.expiresAt().minusMillis(1), IDLE);
        assertTrue(store.grant("grant").isPresent());
    }

    @Test
    void aClientThatGotNoGrantIsSweptWhenItIsIdle() {
        store.addClient(Samples.client("client"), 10);
        store.sweep(START.plus(IDLE), IDLE);
        assertTrue(store.client("client").isPresent());
        store.sweep(START.plus(IDLE).plusMillis(1), IDLE);
        assertFalse(store.client("client").isPresent());
    }

    @Test
    void aClientIsKeptWhileItHasAGrantOrACode() {
        store.addClient(Samples.client("client"), 10);
        store.addCode(Samples.code("code"));
        Instant longAfter = START.plus(Duration.ofSeconds(59));
        store.sweep(longAfter, Duration.ofSeconds(1));
        assertTrue(store.client("client").isPresent(), "a sign-in is under way");
        store.redeem("code", Samples.grant("grant"));
        store.sweep(START.plus(Duration.ofDays(29)), Duration.ofDays(1));
        assertTrue(store.client("client").isPresent(), "its grant lives");
        store.revoke("grant", LATER);
        store.sweep(START.plus(Duration.ofDays(29)), Duration.ofDays(1));
        assertFalse(store.client("client").isPresent());
    }

    @Test
    void aClientIsKeptSinceTheLastUseOfItsGrant() {
        store.addClient(Samples.client("client"), 10);
        Grant grant = granted("grant");
        Instant lastUse = grant.expiresAt().minusSeconds(1);
        current(store.advance("grant", 0, lastUse, GRACE));
        store.sweep(lastUse.plus(IDLE), IDLE);
        assertFalse(store.grant("grant").isPresent());
        assertTrue(store.client("client").isPresent());
        store.sweep(lastUse.plus(IDLE).plusMillis(1), IDLE);
        assertFalse(store.client("client").isPresent());
    }

    @Test
    void aClientThatWasSweptMakesRoom() {
        store.addClient(Samples.client("old"), 1);
        assertFalse(store.addClient(Samples.client("new"), 1));
        store.sweep(START.plus(IDLE).plusSeconds(1), IDLE);
        assertTrue(store.addClient(Samples.client("new"), 1));
    }

    private void sweepAround(Instant end, BooleanSupplier present) {
        store.sweep(end.minusMillis(1), IDLE);
        assertTrue(present.getAsBoolean());
        store.sweep(end, IDLE);
        assertFalse(present.getAsBoolean());
    }

    private Grant granted(String id) {
        store.addCode(Samples.code("code-of-" + id));
        assertTrue(store.redeem("code-of-" + id, Samples.grant(id)));
        return Samples.grant(id);
    }

    private static Grant current(Advance advance) {
        return assertInstanceOf(Advance.Current.class, advance).grant();
    }

    private static void refused(Advance advance) {
        assertInstanceOf(Advance.Refused.class, advance);
    }
}
