package io.mcpidentity.client.store;

import java.util.List;
import java.util.Optional;

/** The Secret Service of a Linux desktop, through libsecret's {@code secret-tool}. */
record SecretService(Tool secretTool) implements Keychain {

    private static final String LABEL = "--label=MCP Identity: key of a token store";

    @Override
    public String name() {
        return "secret-service";
    }

    @Override
    public void keep(String id, String secret) throws InterruptedException {
        secretTool.run(List.of("store", LABEL, "application", "io.mcpidentity.client", "store", id), secret);
    }

    @Override
    public Optional<String> find(String id) throws InterruptedException {
        return secretTool.run(List.of("lookup", "application", "io.mcpidentity.client", "store", id), "");
    }
}
