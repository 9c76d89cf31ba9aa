package io.mcpidentity.it.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mcpidentity.it.logs.Issued;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job that signs in with the client and what the client cannot do without. With the MCP SDK in use, it is
 * {@link ClientExamplesIT} that runs both paths.
 */
class ClientModulePathIT {

    private static final String[] SDK = {
        "mcp-2",
        "mcp-core-",
        "mcp-json-jackson3-",
        "reactor-core-",
        "reactive-streams-",
        "jackson-databind-3",
        "jackson-annotations-2",
        "json-schema-validator-",
        "itu-",
        "jackson-dataformat-yaml-3",
        "snakeyaml-engine-"
    };

    @TempDir
    private static Path classes;

    private static List<Path> jars;

    @BeforeAll
    static void compileAProgramThatUsesTheClientAlone() throws IOException, InterruptedException {
        jars = new ArrayList<>(Repository.libraries(
                "nimbus-jose-jwt-",
                "caffeine-",
                "jackson-core-3",
                "httpclient5-",
                "httpcore5-5",
                "httpcore5-h2-",
                "slf4j-api-"));
        jars.add(Repository.jar("core"));
        jars.add(Repository.jar("client"));
        Path sources = Repository.root().resolve("integration-tests/src/it/client");
        List<String> javac = new ArrayList<>(List.of("-p", Program.path(jars), "-d", classes.toString()));
        Stream.of("module-info.java", "client/Main.java", "client/Site.java")
                .map(source -> sources.resolve(source).toString())
                .forEach(javac::add);
        assertEquals("", Program.tool("javac", javac).successfulOutput());
        jars.add(classes);
        Issued.record("access_token", "the-token-of-the-job");
        Issued.record("client_secret", "the-secret-of-the-job");
    }

    @Test
    void itSignsInOnABareModulePath() throws IOException, InterruptedException {
        assertEquals(
                "on the module path\nwith no module of the MCP SDK\nsigned in\n",
                Program.java(List.of("-p", Program.path(jars), "-m", "client/client.Main"))
                        .successfulOutput());
    }

    @Test
    void itSignsInBesideTheMcpSdkAsModules() throws IOException, InterruptedException {
        List<Path> more = new ArrayList<>(jars);
        more.addAll(Repository.libraries(SDK));

        assertEquals(
                "on the module path\nwith the MCP SDK as a module\nsigned in\n",
                Program.java(List.of(
                                "-p",
                                Program.path(more),
                                "--add-modules",
                                "io.modelcontextprotocol.sdk.mcp",
                                "-m",
                                "client/client.Main"))
                        .successfulOutput());
    }

    @Test
    void itSignsInOnAClassPath() throws IOException, InterruptedException {
        assertEquals(
                "on the class path\nwith no module of the MCP SDK\nsigned in\n",
                Program.java(List.of("-cp", Program.path(jars), "client.Main")).successfulOutput());
    }
}
