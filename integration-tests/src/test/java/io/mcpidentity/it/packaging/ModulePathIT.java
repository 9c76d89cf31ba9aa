package io.mcpidentity.it.packaging;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/jpms.md} says, by a real {@code java}: what works on which path, and what does not. */
class ModulePathIT {
    private static final String VERIFIED = """
            keycloak: accepted, discovered, may read: true, may write: false
            auth0: accepted, discovered, may read: true, may write: false
            google: accepted, discovered, may read: true, may write: false
            github: accepted, discovered, may read: true, may write: false
            """;

    /** Packages of the vendors' libraries, and of what comes with them alone. */
    private static final Pattern VENDORS = Pattern.compile(
            "^\\[.*\\] (org\\.(keycloak|jboss|kohsuke)|com\\.(auth0|fasterxml)|com\\.google\\.(auth|api|common|gson)|okhttp3|okio|kotlin)\\..*",
            Pattern.MULTILINE);

    private static final String[] LIBRARIES = {
        "nimbus-jose-jwt-",
        "caffeine-",
        "jackson-core-3",
        "junit-jupiter-api-",
        "junit-platform-commons-",
        "opentest4j-"
    };
    private static final String[] GITHUB = {
        "github-api-", "jackson-databind-2", "jackson-core-2", "jackson-annotations-2", "commons-io-", "commons-lang3-"
    };
    private static final String[] GOOGLE = {
        "google-auth-library-oauth2-http-",
        "google-auth-library-credentials-",
        "google-http-client-2",
        "google-http-client-gson-",
        "guava-",
        "failureaccess-",
        "gson-",
        "opencensus-api-",
        "opencensus-contrib-http-util-",
        "grpc-context-",
        "grpc-api-",
        "httpclient-4",
        "httpcore-4",
        "api-common-",
        "commons-logging-1",
        "commons-codec-"
    };
    private static final String GITHUB_NEEDS =
            "org.kohsuke.github.api,java.net.http,com.fasterxml.jackson.databind,org.apache.commons.io,org.apache.commons.lang3";

    @TempDir
    private static Path classes;

    private static List<Path> modules;

    @BeforeAll
    static void compile() throws IOException, InterruptedException {
        modules = new ArrayList<>(Repository.libraries(LIBRARIES));
        Stream.of("core", "provider-keycloak", "provider-auth0", "provider-google", "provider-github", "testkit")
                .map(Repository::jar)
                .forEach(modules::add);
        List<String> javac = new ArrayList<>(List.of(
                "-p",
                Program.path(modules)
                        + File.pathSeparator
                        + Program.path(Repository.libraries("jspecify-", "apiguardian-api-")),
                "-d",
                classes.toString()));
        try (Stream<Path> sources = Files.walk(Repository.root().resolve("integration-tests/src/it/providers"))) {
            sources.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::toString)
                    .forEach(javac::add);
        }
        assertEquals("", Program.tool("javac", javac).successfulOutput());
        modules.add(classes);
    }

    @Test
    void allFourVerifyDiscoverAndMapScopesOnABareModulePath() throws IOException, InterruptedException {
        Program program = onTheModulePath(List.of(), List.of(), "verify", "keycloak", "auth0", "google", "github");

        assertEquals("on the module path\n" + VERIFIED, program.successfulOutput());
    }

    @Test
    void noneOfThemLoadsItsVendorsLibraryForThatThoughAllAreThere() throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("-Xlog:class+load:stdout", "-cp", everything()));
        arguments.addAll(List.of("providers.Main", "verify", "keycloak", "auth0", "google", "github"));

        String output = Program.java(arguments).successfulOutput();

        assertAll(
                () -> assertTrue(output.contains("on the class path\n"), "it ran on the class path"),
                () -> VERIFIED.lines().forEach(line -> assertTrue(output.contains(line), line)),
                () -> assertTrue(output.contains(" io.mcpidentity.provider.google."), "loaded classes are listed"),
                () -> assertEquals(
                        List.of(),
                        VENDORS.matcher(output)
                                .results()
                                .map(MatchResult::group)
                                .toList()));
    }

    @Test
    void withoutTheirLibrariesDirectoriesAreProblemsThatNameThem() throws IOException, InterruptedException {
        String output = onTheModulePath(List.of(), List.of(), "directory", "auth0", "google", "github")
                .successfulOutput();

        assertAll(
                () -> assertTrue(output.contains("auth0: [auth0.directory: "), output),
                () -> assertTrue(output.contains("com.auth0:auth0"), output),
                () -> assertTrue(output.contains("google: [google.directory: "), output),
                () -> assertTrue(output.contains("com.google.auth:google-auth-library-oauth2-http"), output),
                () -> assertTrue(output.contains("github: [github.directory: "), output),
                () -> assertTrue(output.contains("org.kohsuke:github-api"), output));
    }

    @Test
    void gitHubsLibraryIsAModuleOnceWhatItNeedsIsNamed() throws IOException, InterruptedException {
        List<Path> library = Repository.libraries(GITHUB);

        assertEquals(
                "on the module path\ngithub: [organization:acme]\n",
                onTheModulePath(library, List.of("--add-modules", GITHUB_NEEDS), "directory", "github")
                        .successfulOutput());
    }

    @Test
    void gitHubsLibraryAloneLacksModulesThatItDoesNotName() throws IOException, InterruptedException {
        Program program = onTheModulePath(
                Repository.libraries(GITHUB),
                List.of("--add-modules", "org.kohsuke.github.api"),
                "directory",
                "github");

        assertNotEquals(0, program.exitCode());
        assertTrue(program.errors().contains("NoClassDefFoundError: com/fasterxml/jackson/databind/"), program::errors);
    }

    @Test
    void googlesLibraryIsAModuleOnceWhatItNeedsIsNamed() throws IOException, InterruptedException {
        assertEquals(
                "on the module path\ngoogle: [group:staff@acme.example]\n",
                onTheModulePath(
                                Repository.libraries(GOOGLE),
                                List.of(
                                        "--add-modules",
                                        "com.google.auth.oauth2,com.google.api.client,com.google.common,com.google.gson"),
                                "directory",
                                "google")
                        .successfulOutput());
    }

    @Test
    void googlesLibraryLacksModulesThatItDoesNotName() throws IOException, InterruptedException {
        String output = onTheModulePath(
                        Repository.libraries(GOOGLE),
                        List.of("--add-modules", "com.google.auth.oauth2,com.google.api.client"),
                        "directory",
                        "google")
                .successfulOutput();

        assertTrue(output.contains("google: [google.directory: looks groups up, which needs Google's library"), output);
    }

    @Test
    void allLibrariesWorkFromTheClassPathBesideModules() throws IOException, InterruptedException {
        assertEquals(
                "on the module path\nauth0: [role:reader]\ngoogle: [group:staff@acme.example]\ngithub: [organization:acme]\n",
                onTheModulePath(List.of(), List.of("-cp", libraries()), "directory", "auth0", "google", "github")
                        .successfulOutput());
    }

    @Test
    void allLibrariesTogetherAreNoModulePath() throws IOException, InterruptedException {
        Program program = Program.java(List.of(
                "-p",
                Program.path(modules) + File.pathSeparator + libraries(),
                "--add-modules",
                "ALL-MODULE-PATH",
                "-m",
                "providers/providers.Main",
                "verify",
                "keycloak"));

        assertNotEquals(0, program.exitCode());
        assertTrue(
                (program.output() + program.errors()).contains("java.lang.module."),
                () -> program.output() + program.errors());
    }

    private static Program onTheModulePath(List<Path> more, List<String> options, String... arguments)
            throws IOException, InterruptedException {
        List<Path> path = new ArrayList<>(modules);
        path.addAll(more);
        List<String> command = new ArrayList<>(List.of("-p", Program.path(path)));
        command.addAll(options);
        command.addAll(List.of("-m", "providers/providers.Main"));
        command.addAll(List.of(arguments));
        return Program.java(command);
    }

    private static String everything() {
        return Program.path(modules) + File.pathSeparator + libraries();
    }

    /** All libraries that these tests have, the vendors' among them, and nothing of this build. */
    private static String libraries() {
        return Program.path(Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar") && !entry.contains("mcp-identity"))
                .map(Path::of)
                .toList());
    }
}
