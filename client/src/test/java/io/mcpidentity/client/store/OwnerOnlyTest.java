package io.mcpidentity.client.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody but the owner can read the store, or the store is not used. */
class OwnerOnlyTest {

    private static final String KEY = "https://mcp.example.com/mcp alice";

    @TempDir
    private Path parent;

    private Path directory;

    @BeforeEach
    void fill() throws Exception {
        assumeTrue(
                parent.getFileSystem().supportedFileAttributeViews().contains("posix"),
                "permissions of POSIX are not those of this system");
        directory = parent.resolve("above/tokens");
        try (FileTokenStore store = FileTokenStore.openWithKeyFile(directory)) {
            store.write(KEY, "value");
        }
    }

    @Test
    void everythingIsMadeForTheOwnerAlone() throws Exception {
        assertEquals("rwx------", permissions(directory));
        assertEquals("rwx------", permissions(directory.getParent()));
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                assertEquals("rw-------", permissions(file), file.toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxr-x---", "rwx---r-x", "rwx--x---", "rwx-----x", "rwx-w----", "rwx----w-", "rwxrwxrwx"})
    void aDirectoryThatOthersCanUseIsRefusedUnchanged(String permissions) throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
        StoreException refused = assertThrows(StoreException.class, () -> FileTokenStore.openWithKeyFile(directory));
        assertTrue(refused.getMessage().contains(directory + " is not used"), refused.getMessage());
        assertTrue(refused.getMessage().contains("run chmod 700"), refused.getMessage());
        assertEquals(permissions, permissions(directory));
    }

    @Test
    void anEmptyDirectoryThatOthersCanUseIsRefusedToo() throws Exception {
        Path empty = Files.createDirectory(parent.resolve("empty"));
        Files.setPosixFilePermissions(empty, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThrows(StoreException.class, () -> FileTokenStore.openWithKeyFile(empty));
        try (var files = Files.list(empty)) {
            assertEquals(0, files.count());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rwx--x--x", "rw-rw-rw-"})
    void aFileThatOthersCanUseIsRefusedUnchanged(String permissions) throws Exception {
        for (String name : List.of("key", "lock", Entry.of(KEY).file())) {
            Path file = directory.resolve(name);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
            StoreException refused = assertThrows(StoreException.class, this::useAll);
            assertTrue(refused.getMessage().contains(file + " is not used"), refused.getMessage());
            assertTrue(refused.getMessage().contains("run chmod 600"), refused.getMessage());
            assertEquals(permissions, permissions(file));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        useAll();
    }

    @Test
    void aLinkToADirectoryIsRefused() throws Exception {
        Path link = Files.createSymbolicLink(parent.resolve("link"), directory);
        StoreException refused = assertThrows(StoreException.class, () -> FileTokenStore.openWithKeyFile(link));
        assertTrue(refused.getMessage().contains("it is a link"), refused.getMessage());
        Path dangling = Files.createSymbolicLink(parent.resolve("dangling"), parent.resolve("nowhere"));
        assertThrows(StoreException.class, () -> FileTokenStore.openWithKeyFile(dangling));
        assertFalse(Files.exists(parent.resolve("nowhere")));
    }

    @Test
    void aLinkAboveTheDirectoryIsFollowed() throws Exception {
        Path link = Files.createSymbolicLink(parent.resolve("link"), directory.getParent());
        try (FileTokenStore store = FileTokenStore.openWithKeyFile(link.resolve("tokens"));
                FileTokenStore same = FileTokenStore.openWithKeyFile(directory)) {
            assertEquals(Optional.of("value"), store.read(KEY));
            TokenStore.Lock lock = store.lock(KEY, Duration.ZERO);
            assertThrows(StoreException.class, () -> same.lock(KEY, Duration.ZERO));
            lock.close();
        }
    }

    @Test
    void aLinkInPlaceOfAFileIsRefusedAndWhatItLeadsToUntouched() throws Exception {
        for (String name : List.of("key", "lock", Entry.of(KEY).file())) {
            Path file = directory.resolve(name);
            Path elsewhere = parent.resolve("elsewhere of " + name);
            Files.move(file, elsewhere);
            byte[] before = Files.readAllBytes(elsewhere);
            Files.createSymbolicLink(file, elsewhere);
            StoreException refused = assertThrows(StoreException.class, this::useAll, name);
            assertTrue(refused.getMessage().contains(file + " is not used for tokens, because it is a link"), name);
            assertTrue(Files.isSymbolicLink(file), name);
            assertArrayEquals(before, Files.readAllBytes(elsewhere), name);
            Files.move(elsewhere, file, StandardCopyOption.REPLACE_EXISTING);
        }
        useAll();
    }

    @Test
    void aLinkInPlaceOfTheTemporaryFileIsReplacedAndNotFollowed() throws Exception {
        Path victim = Files.writeString(parent.resolve("victim"), "untouched");
        Files.createSymbolicLink(directory.resolve(Entry.of(KEY).temporary()), victim);
        useAll();
        assertEquals("untouched", Files.readString(victim));
        assertTrue(Files.isRegularFile(directory.resolve(Entry.of(KEY).file()), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void whatIsNoDirectoryOrNoFileIsRefused() throws Exception {
        Path file = Files.createFile(parent.resolve("file"));
        assertThrows(StoreException.class, () -> FileTokenStore.openWithKeyFile(file));
        Files.delete(directory.resolve(Entry.of(KEY).file()));
        Files.createDirectory(directory.resolve(Entry.of(KEY).file()));
        assertThrows(StoreException.class, this::useAll);
    }

    @Test
    void aDirectoryOfSomebodyElseIsRefused() throws Exception {
        assumeOwnerCanBeChanged(directory);
        StoreException refused = assertThrows(StoreException.class, () -> FileTokenStore.openWithKeyFile(directory));
        assertTrue(refused.getMessage().contains("it belongs to nobody"), refused.getMessage());
    }

    @Test
    void aFileOfSomebodyElseIsRefused() throws Exception {
        for (String name : List.of("key", "lock", Entry.of(KEY).file())) {
            Path file = directory.resolve(name);
            var owner = Files.getOwner(file);
            assumeOwnerCanBeChanged(file);
            StoreException refused = assertThrows(StoreException.class, this::useAll);
            assertTrue(refused.getMessage().contains(file + " is not used"), refused.getMessage());
            Files.setOwner(file, owner);
        }
        useAll();
    }

    private void useAll() throws StoreException {
        try (FileTokenStore store = FileTokenStore.openWithKeyFile(directory)) {
            assertEquals(Optional.of("value"), store.read(KEY));
            store.write(KEY, "value");
        }
    }

    private static void assumeOwnerCanBeChanged(Path path) throws Exception {
        assumeTrue("root".equals(Files.getOwner(path).getName()), "only the administrator can give files away");
        Files.setOwner(
                path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    }

    private static String permissions(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    }
}
