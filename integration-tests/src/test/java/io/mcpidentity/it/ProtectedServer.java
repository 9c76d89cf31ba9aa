package io.mcpidentity.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The quickstart's jar, on a free port, with the properties file of a test. */
final class ProtectedServer implements AutoCloseable {

    private static final Path JAR =
            TestBed.root().resolve("quickstart").resolve("target").resolve("quickstart.jar");
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final int port;
    private final Path config;
    private Child process;

    private ProtectedServer(int port, Path config) {
        this.port = port;
        this.config = config;
    }

    /** The URL that a server on {@code port} has, for those who must know it before the server starts. */
    static String url(int port) {
        return "http://localhost:" + port + "/mcp";
    }

    /** Starts one that trusts {@code issuer}, with {@code more} lines in its properties file. */
    static ProtectedServer start(int port, Issuer issuer, String... more) {
        try {
            Path config = Files.createTempFile("mcp-identity-", ".properties");
            config.toFile().deleteOnExit();
            Files.writeString(config, issuer.properties() + String.join("\n", more) + "\n");
            ProtectedServer server = new ProtectedServer(port, config);
            server.launch();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a server is started with: the same for every issuer, but for the properties file. */
    List<String> commandLine(String file, String atPort) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                JAR.toString(),
                "--config",
                file,
                "--port",
                atPort);
    }

    /** Starts it again where it was, after {@link #kill}. */
    void launch() {
        assumeTrue(Files.exists(JAR), "skipped: the quickstart's jar is not built; `mvnw package` does that");
        process = Child.start(
                "quickstart",
                Path.of("."),
                TestBed.documents().trusting(),
                commandLine(config.toString(), Integer.toString(port)));
        Await.until("the quickstart answers on port " + port, START_LIMIT, () -> {
            process.requireAlive();
            return Web.answers(origin());
        });
    }

    /** Ends it at once, whatever it is doing. */
    void kill() {
        process.kill();
    }

    /** Ends it and starts it again on the same port: with nothing in its caches. */
    void restart() {
        kill();
        launch();
    }

    private String origin() {
        return "http://localhost:" + port + "/";
    }

    /** The MCP URL, which is its resource identifier. */
    String url() {
        return url(port);
    }

    String log() {
        return process.log();
    }

    Mcp mcp() {
        return new Mcp(URI.create(url()));
    }

    @Override
    public void close() {
        process.kill();
        try {
            Files.deleteIfExists(config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
