package io.mcpidentity.it.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real {@code java}, because the layout of a test runner is a hybrid of both paths and hides failures. */
class ProviderLookupIT {
    @TempDir
    private static Path classes;

    private static List<Path> jars;

    @BeforeAll
    static void compileAProgramThatUsesCoreAlone() throws IOException, InterruptedException {
        jars = new ArrayList<>(Repository.libraries("nimbus-jose-jwt-", "caffeine-", "jackson-core-3"));
        jars.add(Repository.jar("core"));
        jars.add(Repository.jar("provider-keycloak"));
        Path sources = Repository.root().resolve("integration-tests/src/it/provider-lookup");
        Program javac = Program.tool(
                "javac",
                List.of(
                        "-p",
                        Program.path(jars),
                        "-d",
                        classes.toString(),
                        sources.resolve("module-info.java").toString(),
                        sources.resolve("lookup/Main.java").toString()));
        assertEquals("", javac.successfulOutput());
    }

    @Test
    void aBareModulePathFindsTheProviders() throws IOException, InterruptedException {
        List<Path> modules = new ArrayList<>(jars);
        modules.add(classes);
        assertEquals(
                "core is the module io.mcpidentity\nproviders [keycloak, oidc]\n",
                Program.java(List.of("-p", Program.path(modules), "-m", "lookup/lookup.Main"))
                        .successfulOutput());
    }

    @Test
    void aClassPathFindsTheProviders() throws IOException, InterruptedException {
        List<Path> entries = new ArrayList<>(jars);
        entries.add(classes);
        assertEquals(
                "core is on the class path\nproviders [keycloak, oidc]\n",
                Program.java(List.of("-cp", Program.path(entries), "lookup.Main"))
                        .successfulOutput());
    }
}
