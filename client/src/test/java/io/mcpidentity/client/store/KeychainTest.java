package io.mcpidentity.client.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The key is in the keychain if that keeps it, and where it was put it is looked for; programs stand for the system's. */
class KeychainTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private static final String SECRET_TOOL = """
            #!/bin/sh
            cd "$(dirname "$0")" && echo "$@" >> arguments
            for id; do :; done
            case "$1" in
                store) cat > "secret.$id" ;;
                lookup) cat "secret.$id" ;;
            esac
            """;

    private static final String SECURITY = """
            #!/bin/sh
            cd "$(dirname "$0")" && echo "$@" >> arguments
            case "$1" in
                -i) read -r line; set -- $line; printf %s "$8" > "secret.$6"; exit 1 ;;
                find-generic-password) cat "secret.$5" && echo ;;
            esac
            """;

    @TempDir
    private Path parent;

    @BeforeEach
    void needsAShell() {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "the programs that stand for the system's are scripts");
    }

    static Stream<String> kinds() {
        return Stream.of("secret-tool", "security");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theKeyIsInTheKeychainAndNowhereElse(String kind) throws Exception {
        Keychain keychain = working(kind);
        try (FileTokenStore store = FileTokenStore.open(directory(), keychain)) {
            store.write("key", "value");
        }
        try (FileTokenStore again = FileTokenStore.open(directory(), keychain)) {
            assertEquals(Optional.of("value"), again.read("key"));
        }
        assertEquals(List.of(Entry.of("key").file(), "keychain", "lock"), names());
        String id = Files.readString(directory().resolve("keychain")).strip().split(" ")[1];
        String secret = Files.readString(parent.resolve("secret." + id));
        assertEquals(32, HexFormat.of().parseHex(secret).length);
        String arguments = Files.readString(parent.resolve("arguments"));
        assertTrue(arguments.contains(id), arguments);
        assertFalse(arguments.contains(secret), "arguments can be seen by all");
        assertFalse(Files.readString(directory().resolve("keychain")).contains(secret));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void withoutItsKeychainAStoreIsRefusedUnchanged(String kind) throws Exception {
        try (FileTokenStore store = FileTokenStore.open(directory(), working(kind))) {
            store.write("key", "value");
        }
        List<String> before = names();
        StoreException refused = assertThrows(StoreException.class, () -> FileTokenStore.openWithKeyFile(directory()));
        assertTrue(refused.getMessage().contains("unlock it"), refused.getMessage());
        for (Keychain other : List.of(failing(kind), hanging(kind, 100), missing(kind), saying(kind, "00"))) {
            assertThrows(StoreException.class, () -> FileTokenStore.open(directory(), other));
        }
        assertEquals(before, names());
        try (FileTokenStore store = FileTokenStore.open(directory(), working(kind))) {
            assertEquals(Optional.of("value"), store.read("key"));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aKeychainThatDoesNotKeepTheKeyIsNotReliedOn(String kind) throws Exception {
        int number = 0;
        for (Keychain bad : List.of(
                failing(kind),
                hanging(kind, 100),
                missing(kind),
                saying(kind, ""),
                saying(kind, "no hexadecimal"),
                saying(kind, "00"),
                saying(kind, "00".repeat(32)),
                keychain(kind, "#!/bin/sh\nyes 00\n", Duration.ofMillis(300)))) {
            Path directory = parent.resolve("store " + number++);
            try (FileTokenStore store = FileTokenStore.open(directory, bad)) {
                store.write("key", "value");
            }
            assertTrue(Files.exists(directory.resolve("key")));
            assertFalse(Files.exists(directory.resolve("keychain")));
            try (FileTokenStore store = FileTokenStore.openWithKeyFile(directory)) {
                assertEquals(Optional.of("value"), store.read("key"));
            }
        }
    }

    @Test
    void aStoreWithAKeyFileAsksNoKeychain() throws Exception {
        FileTokenStore.openWithKeyFile(directory()).close();
        FileTokenStore.open(directory(), working("secret-tool")).close();
        assertFalse(Files.exists(parent.resolve("arguments")));
    }

    @Test
    void aKeychainOfAnotherKindIsNotAsked() throws Exception {
        FileTokenStore.open(directory(), working("secret-tool")).close();
        Files.delete(parent.resolve("arguments"));
        assertThrows(StoreException.class, () -> FileTokenStore.open(directory(), working("security")));
        assertFalse(Files.exists(parent.resolve("arguments")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret-service", "secret-service ../..\n", "secret-service 00\n", "a b c\n"})
    void aReferenceOfAnotherFormIsRefused(String reference) throws Exception {
        Keychain keychain = working("secret-tool");
        FileTokenStore.open(directory(), keychain).close();
        Files.delete(parent.resolve("arguments"));
        Files.writeString(directory().resolve("keychain"), reference);
        StoreException refused = assertThrows(StoreException.class, () -> FileTokenStore.open(directory(), keychain));
        assertTrue(refused.getMessage().contains("does not name a keychain"), refused.getMessage());
        assertFalse(Files.exists(parent.resolve("arguments")));
    }

    @Test
    void aProgramThatDoesNotEndIsEndedWithWhatItStarted() throws Exception {
        Path program = script(
                "hangs",
                "#!/bin/sh\necho $$ > \"$(dirname \"$0\")/pid\"\nsleep 1000 &\necho $! > \"$(dirname \"$0\")/child\"\nwait\n");
        assertEquals(Optional.empty(), new Tool(program, Duration.ofSeconds(3)).run(List.of(), ""));
        for (String name : List.of("pid", "child")) {
            long pid = Long.parseLong(Files.readString(parent.resolve(name)).strip());
            Optional<ProcessHandle> left = ProcessHandle.of(pid);
            if (left.isPresent()) {
                left.get().onExit().get(30, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void whoIsInterruptedWhileOpeningGetsNoStore() throws Exception {
        Thread.currentThread().interrupt();
        assertThrows(StoreException.class, () -> FileTokenStore.open(directory(), working("secret-tool")));
        assertTrue(Thread.interrupted());
    }

    @Test
    void theKeychainOfThisSystemIsFoundOrThereIsNone() {
        Keychain keychain = Keychain.ofThisSystem();
        assertTrue(List.of("none", "secret-service", "macos-keychain").contains(keychain.name()));
    }

    private Keychain working(String kind) throws Exception {
        return keychain(kind, kind.equals("security") ? SECURITY : SECRET_TOOL, LONG);
    }

    private Keychain failing(String kind) throws Exception {
        return keychain(kind, "#!/bin/sh\nexit 1\n", LONG);
    }

    private Keychain hanging(String kind, long millis) throws Exception {
        return keychain(kind, "#!/bin/sh\nexec sleep 1000\n", Duration.ofMillis(millis));
    }

    private Keychain missing(String kind) {
        return keychain(kind, parent.resolve("missing"), LONG);
    }

    private Keychain saying(String kind, String answer) throws Exception {
        return keychain(kind, "#!/bin/sh\necho '" + answer + "'\n", Duration.ofSeconds(2));
    }

    private Keychain keychain(String kind, String script, Duration deadline) throws Exception {
        return keychain(kind, script("program" + script.hashCode(), script), deadline);
    }

    private static Keychain keychain(String kind, Path program, Duration deadline) {
        Tool tool = new Tool(program, deadline);
        return kind.equals("security") ? new MacKeychain(tool) : new SecretService(tool);
    }

    private Path script(String name, String text) throws Exception {
        Path file = Files.writeString(parent.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private Path directory() {
        return parent.resolve("tokens");
    }

    private List<String> names() throws Exception {
        try (var files = Files.list(directory())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
