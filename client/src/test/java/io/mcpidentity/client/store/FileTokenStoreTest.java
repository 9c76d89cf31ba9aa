package io.mcpidentity.client.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is on the disk opens whole, for its key alone, or not at all, and then it is kept aside. */
class FileTokenStoreTest {

    private static final String KEY = "https://mcp.example.com/mcp alice";
    private static final String OTHER = "https://mcp.example.com/mcp bob";
    private static final String VALUE = "{\"refresh\":\"a-token\"}";

    @TempDir
    private Path parent;

    private Path directory;
    private FileTokenStore store;

    @BeforeEach
    void open() throws Exception {
        directory = parent.resolve("of/client/tokens");
        store = FileTokenStore.openWithKeyFile(directory);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whatIsWrittenIsThereWhenTheStoreIsOpenedAgain() throws Exception {
        store.write(KEY, VALUE);
        store.write(OTHER, "bob's");
        store.remove(OTHER);
        store.close();
        open();
        assertEquals(Optional.of(VALUE), store.read(KEY));
        assertEquals(Optional.empty(), store.read(OTHER));
    }

    @Test
    void theDirectoryShowsNeitherKeysNorValues() throws Exception {
        store.write(KEY, VALUE);
        assertEquals(List.of(Entry.of(KEY).file(), "key", "lock"), names());
        assertTrue(Entry.of(KEY).file().matches("[0-9a-f]{64}\\.token"));
        String bytes = new String(Files.readAllBytes(file(KEY)), StandardCharsets.ISO_8859_1);
        assertFalse(bytes.contains("token") || bytes.contains("mcp.example.com") || bytes.contains("alice"));
        assertEquals("FileTokenStore[" + directory.toRealPath() + "]", store.toString());
    }

    @Test
    void theSameValueLooksDifferentEachTime() throws Exception {
        store.write(KEY, VALUE);
        byte[] first = Files.readAllBytes(file(KEY));
        store.write(KEY, VALUE);
        assertFalse(Arrays.equals(first, Files.readAllBytes(file(KEY))));
    }

    @Test
    void aWriteThatWasCutOffAtAnyPointLeavesTheFormerValue() throws Exception {
        store.write(KEY, "next");
        byte[] next = Files.readAllBytes(file(KEY));
        store.write(KEY, VALUE);
        Path temporary = directory.resolve(Entry.of(KEY).temporary());
        for (int length = 0; length <= next.length; length++) {
            put(temporary, Arrays.copyOf(next, length));
            assertEquals(Optional.of(VALUE), store.read(KEY));
            store.write(KEY, VALUE);
            assertEquals(Optional.of(VALUE), store.read(KEY));
            assertFalse(Files.exists(temporary));
        }
        assertEquals(List.of(), damaged());
    }

    @Test
    void aFirstWriteThatWasCutOffIsAsIfItHadNotBegun() throws Exception {
        put(directory.resolve(Entry.of(KEY).temporary()), new byte[7]);
        assertEquals(Optional.empty(), store.read(KEY));
        store.remove(KEY);
        assertEquals(List.of("key", "lock"), names());
    }

    @Test
    void aFileThatIsCutOffOrTooLongIsSetAsideAndEmpty() throws Exception {
        store.write(KEY, VALUE);
        byte[] whole = Files.readAllBytes(file(KEY));
        for (int length : new int[] {0, 1, 20, whole.length - 1, whole.length + 1}) {
            assertSetAside(Arrays.copyOf(whole, length));
        }
        assertSetAside(new byte[Envelope.MOST_BYTES + 1]);
        store.write(KEY, VALUE);
        assertEquals(Optional.of(VALUE), store.read(KEY));
    }

    @Test
    void aFileThatWasChangedIsSetAsideAndEmpty() throws Exception {
        store.write(KEY, VALUE);
        byte[] whole = Files.readAllBytes(file(KEY));
        for (int at : new int[] {0, 4, 5, 13, 25, whole.length - 1}) {
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            assertSetAside(changed);
        }
    }

    @Test
    void aDamagedFileIsSetAsideByWhoWritesOrRemovesToo() throws Exception {
        put(file(KEY), new byte[] {1});
        store.write(KEY, VALUE);
        assertEquals(Optional.of(VALUE), store.read(KEY));
        put(file(OTHER), new byte[] {2});
        store.remove(OTHER);
        assertFalse(Files.exists(file(OTHER)));
        assertEquals(2, damaged().size());
    }

    @Test
    void filesThatChangedPlacesOpenForNeither() throws Exception {
        store.write(KEY, VALUE);
        store.write(OTHER, "bob's");
        Path between = parent.resolve("between");
        Files.move(file(KEY), between);
        Files.move(file(OTHER), file(KEY));
        Files.move(between, file(OTHER));
        assertEquals(Optional.empty(), store.read(KEY));
        assertEquals(Optional.empty(), store.read(OTHER));
        assertEquals(2, damaged().size());
    }

    @Test
    void anotherKeyOpensNothingAndLosesNothing() throws Exception {
        store.write(KEY, VALUE);
        byte[] right = Files.readAllBytes(directory.resolve("key"));
        store.close();
        put(directory.resolve("key"), new byte[32]);
        open();
        assertEquals(Optional.empty(), store.read(KEY));
        store.write(KEY, "anew");
        assertEquals(Optional.of("anew"), store.read(KEY));
        store.close();
        put(directory.resolve("key"), right);
        Files.move(directory.resolve(damaged().get(0)), file(KEY), StandardCopyOption.REPLACE_EXISTING);
        open();
        assertEquals(Optional.of(VALUE), store.read(KEY));
    }

    @Test
    void aKeyThatIsGoneIsMadeAnew() throws Exception {
        store.write(KEY, VALUE);
        byte[] former = Files.readAllBytes(directory.resolve("key"));
        store.close();
        Files.delete(directory.resolve("key"));
        open();
        assertEquals(32, former.length);
        assertFalse(Arrays.equals(former, Files.readAllBytes(directory.resolve("key"))));
        assertEquals(Optional.empty(), store.read(KEY));
        assertEquals(1, damaged().size());
    }

    @Test
    void aKeyFileOfAnotherLengthIsRefusedAndKept() throws Exception {
        store.close();
        for (int length : new int[] {0, 31, 33, 64}) {
            put(directory.resolve("key"), new byte[length]);
            StoreException refused = assertThrows(StoreException.class, this::open);
            assertTrue(refused.getMessage().contains("put back the one"), refused.getMessage());
            assertEquals(length, Files.size(directory.resolve("key")));
        }
    }

    @Test
    void aWriteThatFailsLeavesTheFormerValue() throws Exception {
        store.write(KEY, VALUE);
        Path obstacle = Files.createDirectory(directory.resolve(Entry.of(KEY).temporary()));
        Files.createFile(obstacle.resolve("file"));
        StoreException failed = assertThrows(StoreException.class, () -> store.write(KEY, "next"));
        assertTrue(failed.getMessage().contains("see that the disk is not full"), failed.getMessage());
        assertEquals(Optional.of(VALUE), store.read(KEY));
    }

    @Test
    void aDirectoryThatIsRemovedMeanwhileIsNotWrittenTo() throws Exception {
        store.write(KEY, VALUE);
        for (String name : names()) {
            Files.delete(directory.resolve(name));
        }
        assertThrows(StoreException.class, () -> store.write(KEY, VALUE));
        assertThrows(StoreException.class, () -> store.lock(KEY, Duration.ZERO));
        Files.delete(directory);
        assertThrows(StoreException.class, () -> store.write(KEY, VALUE));
        assertEquals(Optional.empty(), store.read(KEY));
        assertFalse(Files.exists(directory));
        try (FileTokenStore anew = FileTokenStore.openWithKeyFile(directory)) {
            anew.write(KEY, "anew");
            store.close();
            anew.lock(KEY, Duration.ZERO).close();
            assertEquals(Optional.of("anew"), anew.read(KEY));
        }
    }

    @Test
    void twoStoresHaveDifferentKeys() throws Exception {
        FileTokenStore another = FileTokenStore.openWithKeyFile(parent.resolve("another"));
        another.close();
        assertFalse(Arrays.equals(
                Files.readAllBytes(directory.resolve("key")), Files.readAllBytes(parent.resolve("another/key"))));
    }

    /** What is damaged is not answered, and is there byte by byte under another name. */
    private void assertSetAside(byte[] content) throws Exception {
        put(file(KEY), content);
        assertEquals(Optional.empty(), store.read(KEY));
        assertFalse(Files.exists(file(KEY)));
        String aside = damaged().get(0);
        assertTrue(aside.startsWith(Entry.of(KEY).digest()), aside);
        assertArrayEquals(content, Files.readAllBytes(directory.resolve(aside)));
        Files.delete(directory.resolve(aside));
    }

    private static void put(Path file, byte[] content) throws Exception {
        Files.deleteIfExists(file);
        Files.createFile(file, Privacy.of(file.getFileSystem()).ofFile());
        Files.write(file, content);
    }

    private Path file(String key) throws StoreException {
        return directory.resolve(Entry.of(key).file());
    }

    private List<String> damaged() throws Exception {
        return names().stream().filter(name -> name.endsWith(".damaged")).toList();
    }

    private List<String> names() throws Exception {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
