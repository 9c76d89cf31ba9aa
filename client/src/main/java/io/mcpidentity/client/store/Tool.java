package io.mcpidentity.client.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of the system, started without a shell, which has so long to answer. Immutable. */
record Tool(Path program, Duration deadline) {

    private static final int MOST_BYTES = 4096;

    /**
     * What the program says to this input, without the space around it; empty if it fails, or does not end in time, after
     * which it is ended.
     *
     * @param input less than a pipe holds, so that writing it never waits
     */
    Optional<String> run(List<String> arguments, String input) throws InterruptedException {
        List<String> command =
                Stream.concat(Stream.of(program.toString()), arguments.stream()).toList();
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                write(process, input);
                return process.waitFor(deadline.toNanos(), TimeUnit.NANOSECONDS) && process.exitValue() == 0
                        ? Optional.of(
                                new String(process.getInputStream().readNBytes(MOST_BYTES), StandardCharsets.UTF_8)
                                        .strip())
                        : Optional.empty();
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException failed) {
            return Optional.empty();
        }
    }

    /** A program that does not read its input says by its exit code what that means. */
    private static void write(Process process, String input) {
        try (OutputStream output = process.getOutputStream()) {
            output.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException ended) {
            return;
        }
    }
}
