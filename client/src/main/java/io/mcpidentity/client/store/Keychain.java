package io.mcpidentity.client.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** The operating system's own place for secrets, which is asked through the system's own program. Thread-safe. */
interface Keychain {

    /** There is none. */
    Keychain NONE = new Keychain() {

        @Override
        public String name() {
            return "none";
        }

        @Override
        public void keep(String id, String secret) {
            // The caller looks whether it is there.
        }

        @Override
        public Optional<String> find(String id) {
            return Optional.empty();
        }
    };

    /** By what a directory remembers it. */
    String name();

    /**
     * Keeps the secret, both in hexadecimal.
     *
     * <p>Does not check that it is kept: {@link #find} tells.
     */
    void keep(String id, String secret) throws InterruptedException;

    /** The secret that is kept under this id; empty if there is none, or the keychain does not answer in time. */
    Optional<String> find(String id) throws InterruptedException;

    /** That of this system, or {@link #NONE}. */
    static Keychain ofThisSystem() {
        String system = System.getProperty("os.name", "");
        // Somebody may be asked for a password meanwhile.
        Duration deadline = Duration.ofSeconds(20);
        if (system.startsWith("Mac")) {
            return new MacKeychain(new Tool(Path.of("/usr/bin/security"), deadline));
        }
        if (system.startsWith("Linux")) {
            return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                    .filter(directory -> directory.startsWith("/"))
                    .map(directory -> Path.of(directory, "secret-tool"))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .<Keychain>map(program -> new SecretService(new Tool(program, deadline)))
                    .orElse(NONE);
        }
        return NONE;
    }
}
