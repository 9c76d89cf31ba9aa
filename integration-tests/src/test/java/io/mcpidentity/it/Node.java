package io.mcpidentity.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mcpidentity.it.logs.Issued;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The Node programs of {@code integration-tests/node}, run on the Node that its lock file pins. */
final class Node {

    private static final Path HOME = TestBed.root().resolve("integration-tests").resolve("node");

    private Node() {}

    /** What a program printed, and how it ended. */
    record Run(int exit, String output) {

        /** The JSON object that is the last line of the output; fails when the program did. */
        Map<String, Object> json() {
            if (exit != 0) {
                throw new AssertionError("ended with " + exit + ":\n" + output);
            }
            return Json.object(
                    output.strip().lines().reduce((first, last) -> last).orElse(""));
        }
    }

    /** Starts a script of ours. */
    static Child start(String script, Map<String, String> environment, String... arguments) {
        Path node = binary();
        List<String> command = new ArrayList<>(List.of(node.toString(), script));
        command.addAll(Arrays.asList(arguments));
        Map<String, String> all = new HashMap<>(notes());
        all.putAll(environment);
        return Child.start(script.replace(".mjs", ""), HOME, all, command);
    }

    /** By this in its environment a Node program, and what it starts, notes what is issued. */
    static Map<String, String> notes() {
        return Issued.environment(script("issued.mjs"));
    }

    /** Runs a script of ours to its end. */
    static Run run(String script, Duration limit, Map<String, String> environment, String... arguments) {
        try (Child child = start(script, environment, arguments)) {
            int exit = child.awaitExit(limit);
            return new Run(exit, child.log());
        }
    }

    /** Where a script of ours is. */
    static Path script(String name) {
        return HOME.resolve(name);
    }

    /** The pinned Node; skips the test, aloud, on a machine without npm or without a build of that Node. */
    static Path binary() {
        Path packages = HOME.resolve("node_modules");
        assumeTrue(
                Files.exists(packages.resolve(".installed-package-lock.json")),
                "skipped: its npm packages are not installed; `mvnw verify -Pintegration` does that where there is npm");
        try (Stream<Path> modules = Files.list(packages)) {
            Path binary = modules.filter(
                            module -> module.getFileName().toString().startsWith("node-"))
                    .map(module -> module.resolve("bin").resolve("node"))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElse(null);
            assumeTrue(binary != null, "skipped: package.json pins no build of Node for this machine");
            return binary;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
