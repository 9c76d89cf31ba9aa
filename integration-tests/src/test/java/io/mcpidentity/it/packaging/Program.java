package io.mcpidentity.it.packaging;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A program that ran to its end. */
record Program(int exitCode, String output, String errors) {
    private static final long DEADLINE_MINUTES = 5;

    static Program java(List<String> arguments) throws IOException, InterruptedException {
        return tool("java", arguments);
    }

    /** Runs a tool of the JDK that runs these tests. */
    static Program tool(String name, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", name).toString());
        command.addAll(arguments);
        return run(Repository.root(), command);
    }

    static Program run(Path directory, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("program", ".out");
        Path errors = Files.createTempFile("program", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(DEADLINE_MINUTES, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            return new Program(process.exitValue(), Files.readString(output), Files.readString(errors));
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }

    /** What it said on its standard output; a program that failed is an error that holds all it said. */
    String successfulOutput() {
        if (exitCode != 0) {
            throw new AssertionError("It ended with " + exitCode + "\n" + output + errors);
        }
        return output;
    }

    /** Joins files to a class path or a module path. */
    static String path(Collection<Path> entries) {
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
