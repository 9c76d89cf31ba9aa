package io.mcpidentity.broker.store;

/** The contract, kept by the store in memory. */
class MemoryStoreTest extends StoreContract {

    @Override
    Store create() {
        return JdbcStore.inMemory();
    }
}
