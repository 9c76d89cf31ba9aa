package io.mcpidentity.it.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.io.File;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The modules of this build that are published, with their classes; test classes are not among them. */
final class PublishedModules {
    private static final Set<ModuleReference> MODULES = find();

    private PublishedModules() {}

    static Set<String> names() {
        return MODULES.stream().map(module -> module.descriptor().name()).collect(Collectors.toSet());
    }

    static JavaClasses classes() {
        return new ClassFileImporter()
                .importLocations(MODULES.stream()
                        .map(module -> location(module.location().orElseThrow()))
                        .toList());
    }

    private static Location location(URI module) {
        return Location.of(module.getPath().endsWith(".jar") ? URI.create("jar:" + module + "!/") : module);
    }

    /** The name of the module that the class belongs to; empty for the JDK and for libraries. */
    static Optional<String> moduleOf(JavaClass type) {
        return MODULES.stream()
                .map(ModuleReference::descriptor)
                .filter(descriptor -> descriptor.packages().contains(type.getPackageName()))
                .map(ModuleDescriptor::name)
                .findFirst();
    }

    /** The packages that their modules export to everybody. */
    static Set<String> exportedPackages() {
        return MODULES.stream()
                .flatMap(module -> module.descriptor().exports().stream())
                .filter(exports -> !exports.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
    }

    static boolean isExported(JavaClass type) {
        return exportedPackages().contains(type.getPackageName());
    }

    private static Set<ModuleReference> find() {
        Path[] ours = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(PublishedModules::isOurs)
                .toArray(Path[]::new);
        return ModuleFinder.of(ours).findAll();
    }

    /** A module's classes, or its jar where it has been packaged already. */
    private static boolean isOurs(Path entry) {
        return entry.resolve("module-info.class").toFile().exists()
                || entry.getFileName().toString().startsWith("mcp-identity-");
    }
}
