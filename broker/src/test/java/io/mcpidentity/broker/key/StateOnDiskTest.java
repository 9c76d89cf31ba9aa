package io.mcpidentity.broker.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.broker.store.BrowserSession;
import io.mcpidentity.broker.store.JdbcStore;
import io.mcpidentity.broker.store.StoredClient;
import io.mcpidentity.broker.store.StoredCode;
import io.mcpidentity.broker.store.StoredKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever has the database, but not the key file, has nothing that they could use. */
class StateOnDiskTest {

    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    @TempDir
    private Path directory;

    private final Map<String, byte[]> secrets = new LinkedHashMap<>();

    @Test
    void theDatabaseHoldsNoSecretInClear() throws Exception {
        Vault vault = KeyFileVault.in(directory);
        Path state = directory.resolve("database");
        String code = Digests.random();
        String clientSecret = Digests.random();
        String cookie = Digests.random();
        secret("code", code.getBytes(StandardCharsets.UTF_8));
        secret("client secret", clientSecret.getBytes(StandardCharsets.UTF_8));
        secret("cookie", cookie.getBytes(StandardCharsets.UTF_8));
        secret("key file", Files.readAllBytes(directory.resolve("secret.key")));
        try (JdbcStore store = JdbcStore.open(state.resolve("broker.db"))) {
            store.addClient(client(clientSecret), 10);
            store.addCode(code(code));
            store.addSession(new BrowserSession(Digests.of(cookie), "alice", NOW, NOW.plusSeconds(60)));
            for (String algorithm : List.of("ES256", "RS256")) {
                new SigningKeys(store, vault, algorithm, Duration.ofDays(90), Duration.ofMinutes(10), () -> NOW)
                        .sign(Map.of("sub", "alice"));
            }
            for (StoredKey key : store.keys()) {
                secretsOf(key, vault);
            }
            List<String> digests = List.of(Digests.of(code), Digests.of(clientSecret), Digests.of(cookie));
            assertEquals(
                    Set.of("broker.db", "broker.db-wal", "broker.db-shm"),
                    files(state).keySet());
            assertClear(files(state), digests);
        }
        assertEquals(Set.of("broker.db"), files(state).keySet());
        assertClear(files(state), List.of(Digests.of(code), Digests.of(clientSecret), Digests.of(cookie)));
    }

    private void assertClear(Map<String, String> files, List<String> digests) {
        String all = String.join("", files.values());
        for (String digest : digests) {
            assertTrue(all.contains(digest), "what is looked through holds what was stored");
        }
        assertEquals(9, secrets.size());
        secrets.forEach((name, secret) -> {
            for (String form : forms(secret)) {
                assertFalse(all.contains(form), name);
            }
        });
    }

    private void secretsOf(StoredKey key, Vault vault) throws Exception {
        byte[] encoded =
                vault.open("signing-key " + key.id(), key.sealedPrivateKey()).orElseThrow();
        secret(key.algorithm() + " private key", encoded);
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(encoded);
        if (key.algorithm().equals("ES256")) {
            ECPrivateKey privateKey =
                    (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(spec);
            secret("ES256 scalar", unsigned(privateKey.getS()));
        } else {
            RSAPrivateCrtKey privateKey =
                    (RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(spec);
            secret("RS256 exponent", unsigned(privateKey.getPrivateExponent()));
            secret("RS256 prime", unsigned(privateKey.getPrimeP()));
        }
    }

    /** Without the byte of the sign, as keys are written. */
    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private void secret(String name, byte[] bytes) {
        secrets.put(name, bytes);
    }

    private static List<String> forms(byte[] secret) {
        List<String> forms = new ArrayList<>();
        forms.add(new String(secret, StandardCharsets.ISO_8859_1));
        forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
        forms.add(Base64.getEncoder().withoutPadding().encodeToString(secret));
        forms.add(HexFormat.of().formatHex(secret));
        return forms;
    }

    private static Map<String, String> files(Path directory) throws Exception {
        Map<String, String> contents = new LinkedHashMap<>();
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                contents.put(
                        file.getFileName().toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }

    private static StoredClient client(String secret) {
        return new StoredClient(
                "client",
                Optional.empty(),
                List.of("http://127.0.0.1/callback"),
                Set.of("authorization_code"),
                "client_secret_post",
                Optional.of(Digests.of(secret)),
                NOW);
    }

    private static StoredCode code(String code) {
        return new StoredCode(
                Digests.of(code),
                "client",
                "http://127.0.0.1/callback",
                "challenge",
                "alice",
                Set.of("mcp:read"),
                "https://mcp.example.com/mcp",
                NOW.plusSeconds(60),
                Optional.empty());
    }
}
