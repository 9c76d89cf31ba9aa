package io.mcpidentity.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.store.FileTokenStore;
import io.mcpidentity.client.store.StoreException;
import io.mcpidentity.client.store.TokenStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTokenStoreContractTest extends TokenStoreContract {

    @TempDir
    private Path directory;

    @Override
    protected TokenStore create() throws StoreException {
        return FileTokenStore.openWithKeyFile(directory.resolve("store"));
    }

    @Override
    protected TokenStore sharing(TokenStore created) throws StoreException {
        return FileTokenStore.openWithKeyFile(directory.resolve("store"));
    }

    @Test
    void whatIsSetAsideIsLoggedWithoutItsKeyAndValue() throws Exception {
        Path other = directory.resolve("other");
        try (LogCapture log = LogCapture.start();
                TokenStore store = FileTokenStore.openWithKeyFile(other)) {
            store.write("the-key", "the-value");
            try (var files = Files.newDirectoryStream(other, "*.token")) {
                Path file = files.iterator().next();
                Files.write(file, new byte[] {1});
                assertEquals(Optional.empty(), store.read("the-key"));
                assertTrue(log.text().contains(file.getFileName().toString()), log.text());
            }
            assertTrue(log.text().contains(".damaged"), log.text());
            assertFalse(log.text().contains("the-key") || log.text().contains("the-value"), log.text());
        }
    }
}
