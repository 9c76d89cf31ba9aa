package io.mcpidentity.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Keycloak of one version and one set of features, built once and kept outside {@code target} with a database that
 * holds the administrator and nothing else.
 *
 * <p>Each start gets a home of its own that shares the program and has its own copy of that database: seconds instead
 * of the minute and a half of a first start.
 */
final class KeycloakDistribution {

    static final String ADMINISTRATOR = "admin";

    private static final Duration BUILD_LIMIT = Duration.ofMinutes(4);
    private static final Duration FIRST_START_LIMIT = Duration.ofMinutes(4);

    private final Path home;
    private final Path template;

    private KeycloakDistribution(Path home) {
        this.home = home;
        this.template = home.resolve("template");
    }

    /** The distribution, built now if it was not before; skips the test, aloud, where it was never fetched. */
    static synchronized KeycloakDistribution of(KeycloakFeatures features) {
        Path unpacked = TestBed.keycloak();
        assumeTrue(
                Files.exists(unpacked.resolve("lib")),
                "skipped: no Keycloak is unpacked; `mvnw verify -Pintegration` does that");
        Path built = unpacked.resolveSibling(unpacked.getFileName() + "-" + features.slug());
        KeycloakDistribution distribution = new KeycloakDistribution(built);
        try (FileChannel channel = FileChannel.open(
                built.resolveSibling(built.getFileName() + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            // Held until the channel closes: two builds of one checkout share what is built here.
            channel.lock();
            if (!Files.exists(distribution.home.resolve("ready"))) {
                distribution.build(unpacked, features);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return distribution;
    }

    private void build(Path unpacked, KeycloakFeatures features) throws IOException {
        deleteTree(home);
        copyTree(unpacked, home);
        Path script = home.resolve("bin").resolve("kc.sh");
        if (!script.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + script + " executable");
        }
        List<String> command = new ArrayList<>(List.of(script.toString(), "build", "--db=dev-file"));
        if (!features.names().isEmpty()) {
            command.add("--features=" + String.join(",", features.names()));
        }
        try (Child build = Child.start(
                "keycloak-build-" + features.slug(),
                home,
                Map.of("JAVA_HOME", System.getProperty("java.home")),
                command)) {
            int exit = build.awaitExit(BUILD_LIMIT);
            if (exit != 0) {
                throw new AssertionError("kc.sh build ended with " + exit + ":\n" + build.log());
            }
        }
        Files.createDirectories(template);
        int port = Ports.free();
        Path first = runHome();
        try (Child server = start(first, features, port, List.of())) {
            awaitReady(server, port, FIRST_START_LIMIT);
        }
        copyTree(first.resolve("data").resolve("h2"), template.resolve("h2"));
        deleteTree(first);
        Files.createFile(home.resolve("ready"));
    }

    /** A new home directory for one server, with a fresh database. */
    Path runHome() {
        try {
            Path run = Files.createTempDirectory("keycloak-it-");
            for (String shared : List.of("lib", "conf", "providers", "themes")) {
                Files.createSymbolicLink(run.resolve(shared), home.resolve(shared));
            }
            copyTree(template, Files.createDirectory(run.resolve("data")));
            return run;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the server of {@code runHome} directly, not by its script, so that its process is the one that we hold. */
    Child start(Path runHome, KeycloakFeatures features, int port, List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xms64m",
                "-Xmx512m",
                "-Dkc.home.dir=" + runHome,
                "-Djboss.server.config.dir=" + runHome.resolve("conf"),
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
                        + "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                "--add-opens=java.base/java.security=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-cp",
                runHome.resolve("lib").resolve("quarkus-run.jar").toString(),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
                "start",
                "--optimized",
                // At run time: at build time it would not keep JGroups from binding every interface.
                "--cache=local",
                // A server that is killed must know its latest signing key again; H2 writes half a second late by
                // default.
                "--db-url-properties=;WRITE_DELAY=0",
                "--http-enabled=true",
                "--hostname-strict=false",
                "--http-host=127.0.0.1",
                "--http-port=" + port));
        command.addAll(options);
        return Child.start(
                "keycloak-" + features.slug(),
                runHome,
                Map.of(
                        "KC_BOOTSTRAP_ADMIN_USERNAME", ADMINISTRATOR,
                        "KC_BOOTSTRAP_ADMIN_PASSWORD", ADMINISTRATOR),
                command);
    }

    static void awaitReady(Child server, int port, Duration limit) {
        Await.until("Keycloak answers on port " + port, limit, () -> {
            server.requireAlive();
            return Web.answers("http://127.0.0.1:" + port + "/realms/master");
        });
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    static void deleteTree(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        }
    }
}
