package io.mcpidentity.benchmarks.footprint;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** The quickstart, started in some way, until it has refused its first stranger. Not thread-safe. */
final class QuickstartProcess implements AutoCloseable {

    private static final String URL = "MCP URL";
    private static final double KIB_PER_MIB = 1024;

    private final Process process;
    private final double firstRefusalMillis;

    QuickstartProcess(Variant variant, Path jar, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(java());
        command.addAll(variant.options());
        command.addAll(List.of("-jar", jar.toString(), "--port", "0"));
        command.addAll(arguments);
        long start = System.nanoTime();
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        refuse(endpoint());
        firstRefusalMillis = (System.nanoTime() - start) / 1e6;
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private URI endpoint() throws IOException {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.contains(URL)) {
                return URI.create(
                        line.substring(line.indexOf(URL) + URL.length()).strip());
            }
        }
        throw new IOException("The quickstart does not start");
    }

    private static void refuse(URI endpoint) throws IOException {
        try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
            String request = "POST " + endpoint.getPath() + " HTTP/1.1\r\nHost: " + endpoint.getAuthority()
                    + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            if (!answer.startsWith("HTTP/1.1 401 ")) {
                throw new IOException("A stranger is not refused");
            }
        }
    }

    /** From the start of the process to the whole of the first 401, in milliseconds. */
    double firstRefusalMillis() {
        return firstRefusalMillis;
    }

    /** What is resident now, in MiB; empty where the system does not say. */
    OptionalDouble residentMib() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.isReadable(status)) {
            return OptionalDouble.empty();
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / KIB_PER_MIB)
                .findFirst();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
