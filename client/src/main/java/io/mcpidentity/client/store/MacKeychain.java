package io.mcpidentity.client.store;

import java.util.List;
import java.util.Optional;

/** The keychain of macOS, through {@code security}. */
record MacKeychain(Tool security) implements Keychain {

    private static final String SERVICE = "io.mcpidentity.client";

    @Override
    public String name() {
        return "macos-keychain";
    }

    /** By a command on its standard input: arguments can be seen by every process. */
    @Override
    public void keep(String id, String secret) throws InterruptedException {
        security.run(List.of("-i"), "add-generic-password -U -s " + SERVICE + " -a " + id + " -w " + secret + "\n");
    }

    @Override
    public Optional<String> find(String id) throws InterruptedException {
        return security.run(List.of("find-generic-password", "-s", SERVICE, "-a", id, "-w"), "");
    }
}
