package io.mcpidentity.it.security;

import io.mcpidentity.it.logs.Logs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The quickstart's jar as a program of its own, on a free port, logging at the finest level. */
final class QuickstartProcess implements AutoCloseable {

    private static final Path ROOT = Path.of(System.getProperty("mcpidentity.it.root", ".."));
    private static final Path JAR = ROOT.resolve("quickstart/target/quickstart.jar");
    private static final Pattern ENDPOINT = Pattern.compile("curl -i http://localhost:(\\d+)/");
    private static final long START_SECONDS = 60;

    private final Process process;
    private final Path folder;

    @SuppressWarnings("JdkObsolete") // a test reads it while its thread still appends
    private final StringBuffer output = new StringBuffer();

    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final Thread reader = new Thread(this::read, "quickstart output");

    private QuickstartProcess(List<String> properties, List<String> options) {
        try {
            folder = Files.createTempDirectory("quickstart");
            Path config = Files.write(folder.resolve("mcp-identity.properties"), properties);
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    Logs.option(),
                    "-jar",
                    JAR.toAbsolutePath().toString(),
                    "--port",
                    "0",
                    "--config",
                    config.toString()));
            command.addAll(options);
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts one that lets requests in already; the options are the command line's. */
    static QuickstartProcess start(List<String> properties, String... options) {
        QuickstartProcess started = new QuickstartProcess(properties, List.of(options));
        try {
            started.port.get(START_SECONDS, TimeUnit.SECONDS);
            return started;
        } catch (Exception failed) {
            started.close();
            throw new AssertionError("The quickstart did not start:\n" + started.output, failed);
        }
    }

    /** Starts one that cannot start; what it says, when it has ended. */
    static String failToStart(List<String> properties) throws Exception {
        try (QuickstartProcess ending = new QuickstartProcess(properties, List.of())) {
            if (!ending.process.waitFor(START_SECONDS, TimeUnit.SECONDS) || ending.process.exitValue() != 2) {
                throw new AssertionError("It should have ended with status 2:\n" + ending.output);
            }
            ending.reader.join();
            return ending.output.toString();
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                Matcher endpoint = ENDPOINT.matcher(line);
                if (endpoint.find()) {
                    port.complete(Integer.parseInt(endpoint.group(1)));
                }
            }
        } catch (IOException ended) {
            output.append("(the output broke off)\n");
        }
        port.completeExceptionally(new IllegalStateException("It ended"));
    }

    int port() {
        return port.join();
    }

    /** The resource identifier, which follows the port. */
    String resource() {
        return "http://localhost:" + port() + "/mcp";
    }

    /** Ends it; everything that it ever wrote. */
    String stop() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            reader.join();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        return output.toString();
    }

    @Override
    public void close() {
        Logs.keep("quickstart", stop());
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
