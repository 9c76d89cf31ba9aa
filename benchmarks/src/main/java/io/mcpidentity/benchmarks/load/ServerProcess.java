package io.mcpidentity.benchmarks.load;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A {@link McpServerMain} in a process of its own. Not thread-safe. */
final class ServerProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;
    private final BufferedWriter input;
    private final boolean guarded;
    private final int port;

    /** Starts it from this process's own class path, with the issuer's key and these settings. */
    ServerProcess(boolean guarded, String key, Map<String, String> settings) throws IOException {
        this.guarded = guarded;
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                McpServerMain.class.getName(),
                guarded ? McpServerMain.GUARDED : "open"));
        settings.forEach((name, value) -> command.add(name + "=" + value));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        input = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        port = Integer.parseInt(ask(key));
    }

    private String ask(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
        String answer = output.readLine();
        if (answer == null) {
            process.destroyForcibly();
            throw new IOException("The " + name() + " server has ended");
        }
        return answer;
    }

    /** {@code guarded} or {@code open}. */
    String name() {
        return guarded ? McpServerMain.GUARDED : "open";
    }

    boolean isGuarded() {
        return guarded;
    }

    int port() {
        return port;
    }

    Usage usage() throws IOException {
        return Usage.parse(ask("usage"));
    }

    Usage usageAfterCollection() throws IOException {
        return Usage.parse(ask(McpServerMain.COLLECT));
    }

    /** Ends it, by ending its input. */
    @Override
    public void close() throws IOException {
        input.close();
        process.onExit().join();
        output.close();
    }
}
