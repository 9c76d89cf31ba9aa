package io.mcpidentity.broker.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept by the store in a file. */
class FileStoreTest extends StoreContract {

    @TempDir
    private Path directory;

    @Override
    Store create() {
        return JdbcStore.open(directory.resolve("broker.db"));
    }
}
