package io.mcpidentity.it.packaging;

import io.mcpidentity.it.logs.Logs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A program that ran to its end. */
record Program(int exitCode, String output, String errors) {
    private static final long DEADLINE_MINUTES = 5;

    /** Runs a program of ours, which logs at all levels where there is anything to log with. */
    static Program java(List<String> arguments) throws IOException, InterruptedException {
        return java(arguments, Map.of());
    }

    /** The same with more in its environment. */
    static Program java(List<String> arguments, Map<String, String> environment)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(Logs.option()));
        all.addAll(arguments);
        Program program = run(Repository.root(), command("java", all), environment);
        Logs.keep("program", program.output + program.errors);
        return program;
    }

    /** Runs a tool of the JDK that runs these tests. */
    static Program tool(String name, List<String> arguments) throws IOException, InterruptedException {
        return run(Repository.root(), command(name, arguments));
    }

    private static List<String> command(String name, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", name).toString());
        command.addAll(arguments);
        return command;
    }

    static Program run(Path directory, List<String> command) throws IOException, InterruptedException {
        return run(directory, command, Map.of());
    }

    private static Program run(Path directory, List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("program", ".out");
        Path errors = Files.createTempFile("program", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().putAll(environment);
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
