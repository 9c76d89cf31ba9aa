package io.mcpidentity.broker.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mcpidentity.broker.store.Together;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sealed stays sealed, and the key stays with its owner. */
class KeyFileVaultTest {

    private static final byte[] PLAIN = "state between two pages \u2615".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    private final Vault vault = KeyFileVault.inMemory();

    @Test
    void whatIsSealedOpensForItsPurpose() {
        assertArrayEquals(PLAIN, vault.open("page", vault.seal("page", PLAIN)).orElseThrow());
        assertArrayEquals(
                new byte[0], vault.open("", vault.seal("", new byte[0])).orElseThrow());
    }

    @Test
    void whatIsSealedLooksDifferentEachTime() {
        assertNotEquals(vault.seal("page", PLAIN), vault.seal("page", PLAIN));
        assertTrue(vault.seal("page", PLAIN).matches("[A-Za-z0-9_-]+"));
    }

    @Test
    void whatIsSealedDoesNotOpenForAnotherPurposeNorInAnotherVault() {
        String sealed = vault.seal("page", PLAIN);
        assertEquals(Optional.empty(), vault.open("cookie", sealed));
        assertEquals(Optional.empty(), vault.open("page ", sealed));
        assertEquals(Optional.empty(), KeyFileVault.inMemory().open("page", sealed));
    }

    @Test
    void whatIsSealedDoesNotOpenWhenAnyCharacterIsChanged() {
        String sealed = vault.seal("page", PLAIN);
        for (int at = 0; at < sealed.length(); at++) {
            for (char other : new char[] {'A', 'B', '_', '=', '+', ' ', '\u00e9'}) {
                String changed = sealed.substring(0, at) + other + sealed.substring(at + 1);
                assertTrue(changed.equals(sealed) || vault.open("page", changed).isEmpty(), "at " + at);
            }
        }
    }

    @Test
    void whatIsSealedDoesNotOpenWhenItIsShorterOrLonger() {
        String sealed = vault.seal("page", PLAIN);
        for (int length = 0; length < sealed.length(); length++) {
            assertEquals(Optional.empty(), vault.open("page", sealed.substring(0, length)));
        }
        for (String rest : List.of("A", "AAAA", "=", "==", "\n")) {
            assertEquals(Optional.empty(), vault.open("page", sealed + rest));
        }
    }

    @Test
    void anAuthenticationCodeDependsOnPurposeTextAndKey() {
        String code = vault.authenticate("refresh-token", "grant.0.client");
        assertEquals(code, vault.authenticate("refresh-token", "grant.0.client"));
        assertTrue(code.matches("[A-Za-z0-9_-]{43}"), "256 bits");
        assertNotEquals(code, vault.authenticate("refresh-token", "grant.1.client"));
        assertNotEquals(code, vault.authenticate("refresh-toke", "ngrant.0.client"));
        assertNotEquals(code, KeyFileVault.inMemory().authenticate("refresh-token", "grant.0.client"));
    }

    @Test
    void theKeyFileIsMadeForItsOwnerAndKept() throws Exception {
        Path state = directory.resolve("new").resolve("state");
        String sealed = KeyFileVault.in(state).seal("page", PLAIN);
        assertArrayEquals(PLAIN, KeyFileVault.in(state).open("page", sealed).orElseThrow());
        assertEquals(List.of("secret.key"), names(state));
        assertEquals(32, Files.size(state.resolve("secret.key")));
        if (hasPermissions()) {
            assertEquals("rw-------", permissions(state.resolve("secret.key")));
            assertEquals("rwx------", permissions(state));
        }
    }

    @Test
    void twoDirectoriesHaveDifferentKeys() {
        String sealed = KeyFileVault.in(directory.resolve("one")).seal("page", PLAIN);
        assertEquals(Optional.empty(), KeyFileVault.in(directory.resolve("two")).open("page", sealed));
    }

    @Test
    void allThatStartTogetherUseOneKey() throws Exception {
        List<String> codes = Together.all(
                16, number -> KeyFileVault.in(directory.resolve("state")).authenticate("purpose", "text"));
        assertEquals(1, codes.stream().distinct().count());
        assertEquals(List.of("secret.key"), names(directory.resolve("state")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rw-rw-rw-", "rwxr-xr-x"})
    void aKeyFileThatOthersCanUseIsRefused(String permissions) throws Exception {
        assumeTrue(hasPermissions());
        Path file = Files.write(directory.resolve("secret.key"), new byte[32]);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        VaultException refused = assertThrows(VaultException.class, () -> KeyFileVault.in(directory));
        assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
        assertTrue(refused.getMessage().contains("chmod 600"), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------"})
    void aKeyFileThatOnlyTheOwnerCanReadIsUsed(String permissions) throws Exception {
        assumeTrue(hasPermissions());
        Path file = Files.write(directory.resolve("secret.key"), new byte[32]);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        assertFalse(KeyFileVault.in(directory).authenticate("purpose", "text").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33, 44})
    void aKeyFileOfAnotherLengthIsRefusedAndKept(int length) throws Exception {
        byte[] content = new byte[length];
        Arrays.fill(content, (byte) 'k');
        Path file = Files.write(directory.resolve("secret.key"), content);
        if (hasPermissions()) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        VaultException refused = assertThrows(VaultException.class, () -> KeyFileVault.in(directory));
        assertTrue(refused.getMessage().contains("32 bytes"), refused.getMessage());
        assertFalse(refused.getMessage().contains("kkk"), refused.getMessage());
        assertArrayEquals(content, Files.readAllBytes(file));
    }

    @Test
    void aPlaceThatCannotHoldTheKeyIsNamed() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        VaultException refused = assertThrows(VaultException.class, () -> KeyFileVault.in(file));
        assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
    }

    private boolean hasPermissions() {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static String permissions(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static List<String> names(Path directory) throws Exception {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
