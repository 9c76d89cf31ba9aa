package io.mcpidentity.testkit;

import io.mcpidentity.client.store.MemoryTokenStore;
import io.mcpidentity.client.store.TokenStore;

class MemoryTokenStoreContractTest extends TokenStoreContract {

    @Override
    protected TokenStore create() {
        return new MemoryTokenStore();
    }

    @Override
    protected TokenStore sharing(TokenStore created) {
        return created;
    }
}
