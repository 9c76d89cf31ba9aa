import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes {@code META-INF/services} from the {@code provides} clauses of a compiled {@code module-info}, so that the
 * class path and the module path find the same services.
 *
 * <p>Usage: {@code java ServicesFromModuleInfo.java <module directory> <classes directory>}. Service files in the
 * module's resources are an error: they would exist on the class path only.
 */
final class ServicesFromModuleInfo {
    private ServicesFromModuleInfo() {}

    public static void main(String[] arguments) throws IOException {
        Path written = Path.of(arguments[0], "src/main/resources/META-INF/services");
        if (Files.exists(written)) {
            throw new IllegalStateException(
                    written + " is generated: declare the services in module-info.java and remove the folder");
        }
        Path classes = Path.of(arguments[1]);
        Path services = classes.resolve("META-INF/services");
        removeFilesOfEarlierBuilds(services);
        for (Map.Entry<String, String> file : serviceFiles(classes).entrySet()) {
            Files.createDirectories(services);
            Files.writeString(services.resolve(file.getKey()), file.getValue());
        }
    }

    private static Map<String, String> serviceFiles(Path classes) throws IOException {
        ModuleDescriptor descriptor;
        try (var in = Files.newInputStream(classes.resolve("module-info.class"))) {
            descriptor = ModuleDescriptor.read(in);
        }
        Map<String, String> files = new TreeMap<>();
        for (ModuleDescriptor.Provides provides : descriptor.provides()) {
            for (String provider : provides.providers()) {
                if (!Files.exists(classes.resolve(provider.replace('.', '/') + ".class"))) {
                    throw new IllegalStateException(
                            descriptor.name() + " provides " + provider + ", which is a nested or missing class");
                }
            }
            files.put(provides.service(), provides.providers().stream().collect(Collectors.joining("\n", "", "\n")));
        }
        return files;
    }

    private static void removeFilesOfEarlierBuilds(Path services) throws IOException {
        if (!Files.exists(services)) {
            return;
        }
        try (var present = Files.list(services)) {
            for (Path file : present.toList()) {
                Files.delete(file);
            }
        }
    }
}
