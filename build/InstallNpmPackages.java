import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Installs the npm packages of a directory from its lock file, unless they are there already.
 *
 * <p>Usage: {@code java InstallNpmPackages.java <directory with package-lock.json>}. A machine without npm is told so
 * and is no error: the tests that need the packages name what they skip.
 */
final class InstallNpmPackages {
    private static final long DEADLINE_MINUTES = 8;

    private InstallNpmPackages() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path directory = Path.of(arguments[0]);
        Path lock = directory.resolve("package-lock.json");
        Path installed = directory.resolve("node_modules/.installed-package-lock.json");
        if (!Files.exists(lock)) {
            System.out.println("No " + lock + ": there are no npm packages to install.");
            return;
        }
        if (Files.exists(installed) && Files.mismatch(lock, installed) == -1) {
            return;
        }
        Optional<Path> npm = npm();
        if (npm.isEmpty()) {
            System.out.println("npm is not on the PATH: tests that need its packages are skipped.");
            return;
        }
        install(npm.get(), directory);
        Files.copy(lock, installed);
    }

    private static Optional<Path> npm() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, "npm"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static void install(Path npm, Path directory) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(npm.toString(), "ci", "--no-audit", "--no-fund"))
                .directory(directory.toFile())
                .inheritIO()
                .start();
        if (!process.waitFor(DEADLINE_MINUTES, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new IllegalStateException("npm ci took longer than " + DEADLINE_MINUTES + " minutes");
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException("npm ci failed with exit code " + process.exitValue());
        }
    }
}
