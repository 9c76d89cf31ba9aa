package io.mcpidentity.it.packaging;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a release carries. */
class PublishedArchivesIT {
    private static final String SERVICES = "META-INF/services/";
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(mcp-identity-[a-z0-9-]+)</artifactId>");

    static List<String> publishedModules() {
        return Repository.publishedModules();
    }

    @ParameterizedTest
    @MethodSource("publishedModules")
    void theClassPathAndTheModulePathFindTheSameServices(String module) throws IOException {
        assertEquals(servicesOfTheDescriptor(module), servicesOfTheClassPath(module));
    }

    @ParameterizedTest
    @MethodSource("publishedModules")
    void theModuleIsExplicitAndNamedAfterItsArtifact(String module) {
        ModuleDescriptor descriptor = descriptor(module);
        assertFalse(descriptor.isAutomatic());
        assertEquals(
                module.equals("core") ? "io.mcpidentity" : "io.mcpidentity." + module.replace('-', '.'),
                descriptor.name());
    }

    /** A name that comes from a jar's file name may change with its version: nobody may depend on it. */
    @ParameterizedTest
    @MethodSource("publishedModules")
    void noVendorsLibraryIsNeededToRun(String module) {
        List<String> required = descriptor(module).requires().stream()
                .filter(requires -> !requires.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
                .map(ModuleDescriptor.Requires::name)
                .filter(name -> name.matches(
                        "(com\\.google|org\\.kohsuke|com\\.auth0|auth0|keycloak|org\\.keycloak|resteasy|okhttp).*"))
                .toList();
        assertEquals(List.of(), required);
    }

    @ParameterizedTest
    @MethodSource("publishedModules")
    void sourcesAndDocumentationLieBesideTheJar(String module) throws IOException {
        try (JarFile sources =
                        new JarFile(Repository.archive(module, "-sources").toFile());
                JarFile documentation =
                        new JarFile(Repository.archive(module, "-javadoc").toFile())) {
            assertNotNull(sources.getEntry("module-info.java"));
            assertNotNull(documentation.getEntry("index.html"));
        }
    }

    @ParameterizedTest
    @MethodSource("publishedModules")
    void thePublishedPomStandsAlone(String module) throws IOException {
        String pom = Files.readString(Repository.pom(module));
        assertAll(
                () -> assertFalse(pom.contains("<parent>"), "it has a parent"),
                () -> assertFalse(pom.contains("<scope>test</scope>"), "it has test dependencies"),
                () -> assertFalse(pom.contains("<dependencyManagement>"), "it manages versions"),
                () -> assertFalse(pom.contains("${"), "a property was left"),
                () -> assertTrue(
                        Stream.of("<name>", "<description>", "<url>", "<licenses>", "<developers>", "<scm ")
                                .allMatch(pom::contains),
                        "metadata is missing"));
    }

    @Test
    void theBomListsThePublishedModulesAndNothingElse() throws IOException {
        String bom = Files.readString(Repository.pom("bom"));
        List<String> listed = ARTIFACT.matcher(bom)
                .results()
                .map(found -> found.group(1))
                .filter(artifact -> !artifact.equals("mcp-identity-bom"))
                .sorted()
                .toList();
        assertEquals(
                publishedModules().stream().map(Repository::artifact).sorted().toList(), listed);
        assertEquals(listed.size(), bom.split("<dependency>", -1).length - 1);
        assertFalse(bom.contains("<parent>"));
    }

    private static Map<String, List<String>> servicesOfTheDescriptor(String module) {
        Map<String, List<String>> services = new TreeMap<>();
        descriptor(module).provides().forEach(provides -> services.put(provides.service(), provides.providers()));
        return services;
    }

    private static Map<String, List<String>> servicesOfTheClassPath(String module) throws IOException {
        Map<String, List<String>> services = new TreeMap<>();
        try (JarFile jar = new JarFile(Repository.jar(module).toFile())) {
            List<ZipEntry> entries = jar.stream()
                    .filter(entry -> entry.getName().startsWith(SERVICES) && !entry.isDirectory())
                    .map(ZipEntry.class::cast)
                    .toList();
            for (ZipEntry entry : entries) {
                String lines = new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                services.put(
                        entry.getName().substring(SERVICES.length()),
                        lines.lines().filter(line -> !line.isBlank()).toList());
            }
        }
        return services;
    }

    private static ModuleDescriptor descriptor(String module) {
        Path jar = Repository.jar(module);
        return ModuleFinder.of(jar).findAll().iterator().next().descriptor();
    }
}
