package io.mcpidentity.benchmarks.result;

import com.sun.management.OperatingSystemMXBean;
import io.mcpidentity.benchmarks.NativeProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where a measurement was made. Names no host.
 *
 * @param processor the model
 * @param cores how many the JVM sees
 * @param memoryMiB of the machine
 * @param system the operating system
 * @param java the feature version, such as {@code 17}
 * @param vm the virtual machine with its full version
 * @param crypto what checks signatures: {@code JDK}, or the native provider's name and version
 * @param versions of this project and of all that is measured beside it
 */
public record Environment(
        String processor,
        int cores,
        long memoryMiB,
        String system,
        String java,
        String vm,
        String crypto,
        Map<String, String> versions) {

    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final String MODEL = "model name";

    /** Sorts the versions by their names. */
    public Environment {
        versions = Collections.unmodifiableMap(new TreeMap<>(versions));
    }

    /** This machine and this JVM. */
    public static Environment here() {
        long memory = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
        return new Environment(
                model(),
                Runtime.getRuntime().availableProcessors(),
                memory >> 20,
                System.getProperty("os.name") + " "
                        + System.getProperty("os.version").replaceFirst("[-+].*", ""),
                Integer.toString(Runtime.version().feature()),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                NativeProvider.name().orElse("JDK"),
                libraries());
    }

    private static String model() {
        String architecture = System.getProperty("os.arch");
        if (!Files.isReadable(PROCESSORS)) {
            return architecture;
        }
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith(MODEL))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip() + " (" + architecture + ")")
                    .orElse(architecture);
        } catch (IOException unreadable) {
            return architecture;
        }
    }

    private static Map<String, String> libraries() {
        Properties properties = new Properties();
        try (InputStream file = Environment.class.getResourceAsStream("versions.properties")) {
            properties.load(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Map<String, String> versions = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> versions.put(name, properties.getProperty(name)));
        return versions;
    }
}
