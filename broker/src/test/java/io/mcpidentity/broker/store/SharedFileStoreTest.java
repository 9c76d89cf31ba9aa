package io.mcpidentity.broker.store;

import static io.mcpidentity.broker.store.Samples.GRACE;
import static io.mcpidentity.broker.store.Samples.START;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.broker.store.Store.Advance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several connections to one file, as several processes have them. */
class SharedFileStoreTest {

    private static final int CONNECTIONS = 8;

    @TempDir
    private Path directory;

    private List<JdbcStore> stores = new ArrayList<>();

    @AfterEach
    void close() {
        stores.forEach(JdbcStore::close);
    }

    @Test
    void aFileIsOpenedForTheFirstTimeByAllOfThem() throws Exception {
        open();
        assertTrue(stores.get(0).addClient(Samples.client("client"), 1));
        assertTrue(stores.stream().allMatch(store -> store.client("client").isPresent()));
    }

    @Test
    void oneOfThemRedeemsACode() throws Exception {
        open();
        stores.get(0).addCode(Samples.code("digest"));
        List<Boolean> redeemed = Together.all(
                64, number -> stores.get(number % CONNECTIONS).redeem("digest", Samples.grant("grant-" + number)));
        assertEquals(1, Collections.frequency(redeemed, true));
    }

    @Test
    void allOfThemAdvanceAGrantTogether() throws Exception {
        open();
        stores.get(0).addCode(Samples.code("digest"));
        stores.get(0).redeem("digest", Samples.grant("grant"));
        List<Advance> advances = Together.all(
                64, number -> stores.get(number % CONNECTIONS).advance("grant", 0, START.plusSeconds(1), GRACE));
        Grant expected = stores.get(1).grant("grant").orElseThrow();
        assertEquals(1, expected.generation());
        assertEquals(Collections.nCopies(64, new Advance.Current(expected)), advances);
    }

    @Test
    void oneOfThemAddsAKey() throws Exception {
        open();
        List<Boolean> added = Together.all(
                CONNECTIONS,
                number -> stores.get(number).addKey(Samples.key("key-" + number, START), Optional.empty()));
        assertEquals(1, Collections.frequency(added, true));
    }

    private void open() throws Exception {
        stores = Together.all(CONNECTIONS, number -> JdbcStore.open(directory.resolve("broker.db")));
    }
}
