package io.mcpidentity.broker.store;

import static io.mcpidentity.broker.store.Samples.GRACE;
import static io.mcpidentity.broker.store.Samples.START;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is particular to the store in SQLite. */
class JdbcStoreTest {

    @TempDir
    private Path directory;

    @Test
    void aRestartKeepsEverything() {
        Path file = directory.resolve("broker.db");
        try (JdbcStore store = JdbcStore.open(file)) {
            store.addClient(Samples.client("client"), 10);
            store.addCode(Samples.code("redeemed"));
            store.addCode(Samples.code("pending"));
            store.redeem("redeemed", Samples.grant("grant"));
            store.advance("grant", 0, START.plusSeconds(1), GRACE);
            store.addSession(Samples.session("session"));
            store.addKey(Samples.key("key", START), Optional.empty());
        }
        try (JdbcStore store = JdbcStore.open(file)) {
            assertEquals(Optional.of(Samples.client("client")), store.client("client"));
            assertEquals(Optional.of(Samples.code("pending")), store.code("pending"));
            assertEquals(
                    Optional.of("grant"), store.code("redeemed").orElseThrow().grantId());
            assertFalse(store.redeem("redeemed", Samples.grant("again")));
            assertEquals(1, store.grant("grant").orElseThrow().generation());
            assertEquals(Optional.of(Samples.session("session")), store.session("session"));
            assertEquals(List.of(Samples.key("key", START)), store.keys());
        }
    }

    @Test
    void whatIsCommittedIsSyncedToTheDisk() {
        try (Database database = new Database(Optional.of(directory.resolve("broker.db")))) {
            assertEquals(Optional.of("wal"), pragma(database, "journal_mode"));
            assertEquals(Optional.of("2"), pragma(database, "synchronous"), "FULL");
            assertEquals(Optional.of("5000"), pragma(database, "busy_timeout"));
            assertEquals(Optional.of(String.valueOf(Schema.VERSION)), pragma(database, "user_version"));
        }
    }

    @Test
    void theFilesAreTheOwnersOnly() throws Exception {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Path state = directory.resolve("new").resolve("state");
        try (JdbcStore store = JdbcStore.open(state.resolve("broker.db"))) {
            store.addSession(Samples.session("session"));
            assertEquals(Set.of("broker.db", "broker.db-wal", "broker.db-shm"), names(state));
            for (String name : names(state)) {
                assertEquals("rw-------", permissions(state.resolve(name)), name);
            }
            assertEquals("rwx------", permissions(state));
        }
    }

    @Test
    void aPathMayHoldWhatMeansSomethingInAUrl() throws Exception {
        Path odd = directory.resolve("a b#c%41;mode=memory&d");
        try (JdbcStore store = JdbcStore.open(odd.resolve("broker.db"))) {
            store.addSession(Samples.session("session"));
        }
        assertEquals(Set.of("broker.db"), names(odd));
        assertEquals(Set.of(odd.getFileName().toString()), names(directory));
    }

    @Test
    void nothingIsTouchedBeforeTheFirstOperation() throws Exception {
        Path file = directory.resolve("broker.db");
        try (JdbcStore store = JdbcStore.at(file)) {
            assertFalse(Files.exists(file));
            assertEquals(List.of(), store.keys());
            assertTrue(Files.exists(file));
        }
        JdbcStore.at(directory.resolve("never")).close();
        assertFalse(Files.exists(directory.resolve("never")));
    }

    @Test
    void aNewerSchemaIsRefused() {
        Path file = directory.resolve("broker.db");
        try (Database database = new Database(Optional.of(file))) {
            database.run("changed", sql -> sql.update("PRAGMA user_version = 7"));
        }
        StoreException refused = assertThrows(StoreException.class, () -> JdbcStore.open(file));
        assertTrue(refused.getMessage().contains("version 7"), refused.getMessage());
        assertTrue(refused.getMessage().contains("newer release"), refused.getMessage());
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedAndKept() throws Exception {
        Path file = directory.resolve("broker.db");
        Files.writeString(file, "secret notes, and nothing that a database begins with");
        StoreException refused = assertThrows(StoreException.class, () -> JdbcStore.open(file));
        assertEquals("The store cannot be opened (SQL error 26)", refused.getMessage());
        assertEquals("secret notes, and nothing that a database begins with", Files.readString(file));
    }

    @Test
    void aPlaceThatCannotHoldTheFileIsNamed() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        StoreException refused = assertThrows(
                StoreException.class, () -> JdbcStore.open(file.resolve("state").resolve("broker.db")));
        assertTrue(refused.getMessage().contains("broker.db"), refused.getMessage());
    }

    @Test
    void aFailureNamesNothingThatIsStored() {
        try (JdbcStore store = JdbcStore.inMemory()) {
            store.addSession(Samples.session("digest-of-cookie"));
            StoreException failed =
                    assertThrows(StoreException.class, () -> store.addSession(Samples.session("digest-of-cookie")));
            for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
                assertFalse(cause.toString().contains("digest-of-cookie"), cause.toString());
                assertFalse(cause.toString().contains("alice"), cause.toString());
            }
            assertTrue(store.session("digest-of-cookie").isPresent(), "the store goes on");
        }
    }

    @Test
    void aStoreThatIsClosedStaysClosed() {
        JdbcStore store = JdbcStore.inMemory();
        store.addSession(Samples.session("session"));
        store.close();
        store.close();
        assertThrows(StoreException.class, () -> store.session("session"));
    }

    @Test
    void aThreadThatIsInterruptedIsToldSoAndChangesNothing() {
        try (JdbcStore store = JdbcStore.inMemory()) {
            Thread.currentThread().interrupt();
            assertThrows(StoreException.class, () -> store.addSession(Samples.session("session")));
            assertTrue(Thread.interrupted());
            assertFalse(store.session("session").isPresent());
        }
    }

    @Test
    void aListWhoseItemsCouldNotBeToldApartIsRefused() {
        try (JdbcStore store = JdbcStore.inMemory()) {
            for (String scope : List.of("mcp:read mcp:admin", "")) {
                Grant grant = new Grant(
                        "grant",
                        "client",
                        "alice",
                        Set.of(scope),
                        Samples.RESOURCE,
                        START,
                        START.plusSeconds(1),
                        0,
                        START,
                        Optional.empty());
                store.addCode(Samples.code("code" + scope));
                assertThrows(IllegalArgumentException.class, () -> store.redeem("code" + scope, grant));
                assertEquals(
                        Optional.empty(),
                        store.code("code" + scope).orElseThrow().grantId());
            }
            StoredClient client = new StoredClient(
                    "client",
                    Optional.empty(),
                    List.of("http://a/\nhttp://b/"),
                    Set.of(),
                    "none",
                    Optional.empty(),
                    START);
            assertThrows(IllegalArgumentException.class, () -> store.addClient(client, 10));
        }
    }

    private static Optional<String> pragma(Database database, String name) {
        return database.run("asked", sql -> sql.first("PRAGMA " + name, row -> row.getString(1)));
    }

    private static Set<String> names(Path directory) throws Exception {
        try (var files = Files.list(directory)) {
            return Set.copyOf(files.map(file -> file.getFileName().toString()).toList());
        }
    }

    private static String permissions(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
