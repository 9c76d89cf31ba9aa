package io.mcpidentity.broker.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.broker.store.JdbcStore;
import io.mcpidentity.broker.store.Store;
import io.mcpidentity.broker.store.StoreException;
import io.mcpidentity.broker.store.StoredKey;
import io.mcpidentity.broker.store.Together;
import io.mcpidentity.jose.Json;
import io.mcpidentity.jose.JwsAlgorithm;
import io.mcpidentity.jose.PublicJwk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that sign, are published, take over from each other, and outlive the process. */
class SigningKeysTest {

    private static final Instant START = Instant.parse("2026-11-01T12:00:00.123456789Z");
    private static final Instant MADE = Instant.parse("2026-11-01T12:00:00.123Z");
    private static final Duration KEY_LIFETIME = Duration.ofDays(90);
    private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(10);
    private static final Map<String, Object> CLAIMS =
            Map.of("sub", "alice", "name", "Caf\u00e9 \u2615 \ud83d\ude00", "exp", 1_800_000_000L, "aud", List.of("a"));

    @TempDir
    private Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final List<Store> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(Store::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ES256", "RS256"})
    void aTokenIsVerifiedByThePublishedKeyWhichHoldsNothingPrivate(String algorithm) throws Exception {
        SigningKeys keys = keys(store(), vault(), algorithm);
        String token = keys.sign(CLAIMS);
        Map<String, Object> published = keys.published().get(0);
        assertEquals(Map.of("alg", algorithm, "kid", published.get("kid"), "typ", "at+jwt"), part(token, 0));
        assertEquals(CLAIMS, part(token, 1));
        assertTrue(verifies(token, published));
        int end = token.indexOf('.') + 8;
        String changed = token.substring(0, end) + (token.charAt(end) == 'x' ? 'y' : 'x') + token.substring(end + 1);
        assertFalse(verifies(changed, published));

        Set<String> members = algorithm.equals("ES256")
                ? Set.of("kty", "crv", "x", "y", "kid", "alg", "use")
                : Set.of("kty", "n", "e", "kid", "alg", "use");
        assertEquals(members, published.keySet());
        assertEquals(algorithm, published.get("alg"));
        assertEquals("sig", published.get("use"));
        assertEquals(PublicJwk.parse(published).thumbprint(), published.get("kid"));
        assertFalse(PublicJwk.parse(published).isWeak());
    }

    @Test
    void anotherAlgorithmIsRefused() {
        Store store = JdbcStore.inMemory();
        opened.add(store);
        assertThrows(IllegalArgumentException.class, () -> keys(store, KeyFileVault.inMemory(), "HS256"));
    }

    @Test
    void nothingIsMadeBeforeTheFirstUse() {
        SigningKeys keys = keys(store(), KeyFileVault.inMemory(), "ES256");
        assertFalse(Files.exists(file()));
        keys.sign(CLAIMS);
        assertTrue(Files.exists(file()));
    }

    @Test
    void aRestartKeepsTheKeys() throws Exception {
        SigningKeys before = keys(store(), vault(), "ES256");
        String token = before.sign(CLAIMS);
        List<Map<String, Object>> published = before.published();
        close();
        SigningKeys after = keys(store(), vault(), "ES256");
        assertEquals(published, after.published());
        assertEquals(kid(token), kid(after.sign(CLAIMS)));
    }

    @Test
    void theNextKeyTakesOverWhenTheLifetimeOfTheFormerEnds() throws Exception {
        SigningKeys keys = keys(store(), vault(), "ES256");
        String first = kid(keys.sign(CLAIMS));
        now.set(MADE.plus(KEY_LIFETIME).minusMillis(1));
        String lastToken = keys.sign(CLAIMS);
        assertEquals(first, kid(lastToken));
        now.set(MADE.plus(KEY_LIFETIME));
        String second = kid(keys.sign(CLAIMS));
        assertNotEquals(first, second);
        assertEquals(List.of(second, first), published(keys));
        now.set(MADE.plus(KEY_LIFETIME).plus(TOKEN_LIFETIME));
        assertTrue(verifies(lastToken, keys.published().get(1)));
        now.set(MADE.plus(KEY_LIFETIME).plus(TOKEN_LIFETIME).plus(Duration.ofMinutes(5)));
        assertEquals(List.of(second), published(keys));
    }

    @Test
    void aKeyIsMadeWhereTheFormerOnesWereSwept() throws Exception {
        Store store = store();
        SigningKeys keys = keys(store, vault(), "ES256");
        String first = kid(keys.sign(CLAIMS));
        now.set(MADE.plus(KEY_LIFETIME.multipliedBy(2)));
        store.sweep(now.get(), Duration.ofDays(30));
        assertEquals(1, published(keys).size());
        assertNotEquals(List.of(first), published(keys));
        assertEquals(published(keys), List.of(kid(keys.sign(CLAIMS))));
    }

    @Test
    void tokensThatOutliveTheKeyOnTheStoreAreSignedWithANewOne() throws Exception {
        Store store = store();
        String first = kid(keys(store, vault(), "ES256").sign(CLAIMS));
        SigningKeys longer = new SigningKeys(store, vault(), "ES256", KEY_LIFETIME, Duration.ofHours(12), now::get);
        now.set(MADE.plus(KEY_LIFETIME).minus(Duration.ofHours(12)));
        assertEquals(first, kid(longer.sign(CLAIMS)));
        now.set(now.get().plus(TOKEN_LIFETIME).plus(Duration.ofMinutes(5)).plusMillis(1));
        assertNotEquals(first, kid(longer.sign(CLAIMS)));
    }

    @Test
    void anotherAlgorithmGetsAKeyOfItsOwnAndTheFormerStaysPublished() throws Exception {
        Store store = store();
        String first = kid(keys(store, vault(), "ES256").sign(CLAIMS));
        now.set(START.plusSeconds(1));
        SigningKeys changed = keys(store, vault(), "RS256");
        String second = kid(changed.sign(CLAIMS));
        assertEquals(List.of(second, first), published(changed));
        assertEquals(first, kid(keys(store, vault(), "ES256").sign(CLAIMS)), "no key is made where one can be used");
    }

    @Test
    void allThatStartTogetherSignWithOneKey() throws Exception {
        Vault vault = vault();
        List<SigningKeys> processes = new ArrayList<>();
        for (int number = 0; number < 8; number++) {
            processes.add(keys(store(), vault, "ES256"));
        }
        List<String> tokens =
                Together.all(32, number -> processes.get(number % 8).sign(CLAIMS));
        assertEquals(1, tokens.stream().map(SigningKeysTest::kid).distinct().count());
        assertEquals(1, store().keys().size());
    }

    @Test
    void aKeyThatAnotherProcessMadeIsPublished() throws Exception {
        Vault vault = vault();
        SigningKeys one = keys(store(), vault, "ES256");
        SigningKeys other = keys(store(), vault, "ES256");
        assertEquals(published(one), published(other));
        AtomicReference<Instant> ahead = new AtomicReference<>(MADE.plus(KEY_LIFETIME));
        SigningKeys third = new SigningKeys(store(), vault, "ES256", KEY_LIFETIME, TOKEN_LIFETIME, ahead::get);
        String token = third.sign(CLAIMS);
        assertEquals(List.of(kid(token), published(third).get(1)), published(one));
        assertTrue(verifies(token, one.published().get(0)));
        assertEquals(published(third).get(0), kid(one.sign(CLAIMS)), "once it is known, it signs");
        assertEquals(kid(token), other.find(kid(token)).orElseThrow().thumbprint());
    }

    @Test
    void aKeyIsFoundByItsIdUntilItsTokensHaveExpired() {
        SigningKeys keys = keys(store(), vault(), "ES256");
        String kid = kid(keys.sign(CLAIMS));
        assertEquals(kid, keys.find(kid).orElseThrow().thumbprint());
        assertTrue(keys.find("unknown").isEmpty());
        now.set(MADE.plus(KEY_LIFETIME).plus(TOKEN_LIFETIME));
        assertTrue(keys.find(kid).isPresent());
        now.set(now.get().plus(Duration.ofMinutes(5)));
        assertTrue(keys.find(kid).isEmpty());
    }

    @Test
    void aKeyOfAnotherVaultIsReportedAndNotReplaced() {
        Store store = store();
        keys(store, vault(), "ES256").sign(CLAIMS);
        List<StoredKey> before = store.keys();
        SigningKeys foreign = keys(store, KeyFileVault.inMemory(), "ES256");
        VaultException refused = assertThrows(VaultException.class, () -> foreign.sign(CLAIMS));
        assertTrue(refused.getMessage().contains(before.get(0).id()), refused.getMessage());
        assertTrue(refused.getMessage().contains("secret.key"), refused.getMessage());
        assertThrows(VaultException.class, foreign::published);
        assertEquals(before, store.keys());
    }

    @Test
    void aPublicKeyThatWasPutIntoTheStoreIsNotPublished() {
        Store store = store();
        SigningKeys keys = keys(store, vault(), "ES256");
        keys.sign(CLAIMS);
        StoredKey own = store.keys().get(0);
        StoredKey attackers =
                SigningKey.generate(SigningKey.Algorithm.ES256, KeyFileVault.inMemory(), MADE, own.expiresAt());
        List<StoredKey> planted = List.of(
                new StoredKey(
                        attackers.id(),
                        "ES256",
                        attackers.publicJwk(),
                        own.sealedPrivateKey(),
                        MADE.plusMillis(1),
                        own.expiresAt()),
                new StoredKey(own.id(), "ES256", attackers.publicJwk(), own.sealedPrivateKey(), MADE, own.expiresAt()));
        for (StoredKey key : planted) {
            Store changed = JdbcStore.inMemory();
            opened.add(changed);
            assertTrue(changed.addKey(key, Optional.empty()));
            assertThrows(
                    VaultException.class, () -> keys(changed, vault(), "ES256").published());
        }
        assertTrue(store.addKey(planted.get(0), Optional.of(own.id())));
        assertThrows(VaultException.class, keys::published);
    }

    @Test
    void aStoreThatDoesNotWorkIsToldOf() {
        Store store = store();
        store.close();
        assertThrows(StoreException.class, () -> keys(store, vault(), "ES256").sign(CLAIMS));
    }

    @Test
    void manyThreadsSignAtOnce() throws Exception {
        SigningKeys keys = keys(store(), vault(), "ES256");
        List<String> tokens = Together.all(32, number -> keys.sign(Map.of("jti", "token-" + number)));
        for (int number = 0; number < tokens.size(); number++) {
            assertEquals(Map.of("jti", "token-" + number), part(tokens.get(number), 1));
            assertTrue(verifies(tokens.get(number), keys.published().get(0)));
        }
    }

    private Path file() {
        return directory.resolve("broker.db");
    }

    private Store store() {
        Store store = JdbcStore.at(file());
        opened.add(store);
        return store;
    }

    private Vault vault() {
        return KeyFileVault.in(directory);
    }

    private SigningKeys keys(Store store, Vault vault, String algorithm) {
        return new SigningKeys(store, vault, algorithm, KEY_LIFETIME, TOKEN_LIFETIME, now::get);
    }

    private static List<Object> published(SigningKeys keys) {
        return keys.published().stream().map(key -> key.get("kid")).toList();
    }

    private static Map<String, Object> part(String token, int number) throws Exception {
        return Json.object(Base64.getUrlDecoder().decode(token.split("\\.")[number]));
    }

    private static String kid(String token) {
        try {
            return (String) part(token, 0).get("kid");
        } catch (Exception malformed) {
            throw new AssertionError(malformed);
        }
    }

    private static boolean verifies(String token, Map<String, Object> published) throws Exception {
        int end = token.lastIndexOf('.');
        return JwsAlgorithm.find((String) published.get("alg"))
                .orElseThrow()
                .verify(
                        PublicJwk.parse(published).key(),
                        token.substring(0, end).getBytes(StandardCharsets.US_ASCII),
                        Base64.getUrlDecoder().decode(token.substring(end + 1)));
    }
}
