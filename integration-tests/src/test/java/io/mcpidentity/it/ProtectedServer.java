package io.mcpidentity.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mcpidentity.it.logs.Logs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The quickstart's jar, on a free port, with the properties file of a test. */
final class ProtectedServer implements AutoCloseable {

    private static final Path JAR =
            TestBed.root().resolve("quickstart").resolve("target").resolve("quickstart.jar");
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final int port;
    private final Path config;
    private final Map<String, String> environment;
    private final List<String> options;
    private Child process;

    private ProtectedServer(int port, Path config, Map<String, String> environment, List<String> options) {
        this.port = port;
        this.config = config;
        this.environment = environment;
        this.options = options;
    }

    /** The URL that a server on {@code port} has, for those who must know it before the server starts. */
    static String url(int port) {
        return "http://localhost:" + port + "/mcp";
    }

    /** Starts one that trusts {@code issuer}, with {@code more} lines in its properties file. */
    static ProtectedServer start(int port, Issuer issuer, String... more) {
        return start(port, issuer.properties() + String.join("\n", more) + "\n", List.of());
    }

    /** Starts one with these lines, which may select several providers. */
    static ProtectedServer start(int port, String properties) {
        return start(port, properties, List.of());
    }

    /** Starts one without sessions, of which there may be several behind one address. */
    static ProtectedServer startStateless(int port, String properties) {
        return start(port, properties, List.of("--stateless"));
    }

    private static ProtectedServer start(int port, String properties, List<String> options) {
        try {
            Path config = Files.createTempFile("mcp-identity-", ".properties");
            config.toFile().deleteOnExit();
            Files.writeString(config, properties);
            ProtectedServer server = new ProtectedServer(port, config, Map.of(), options);
            server.launch();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one with a properties file as it is shipped; what people fill in there comes by the environment instead. */
    static ProtectedServer startShipped(int port, String file, Map<String, String> filledIn) {
        Map<String, String> environment = new HashMap<>();
        filledIn.forEach((key, value) ->
                environment.put("MCP_IDENTITY_" + key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"), value));
        ProtectedServer server =
                new ProtectedServer(port, TestBed.root().resolve("quickstart").resolve(file), environment, List.of());
        server.launch();
        return server;
    }

    /** Starts it again where it was, with another properties file. */
    void restartWith(String properties) {
        kill();
        try {
            Files.writeString(config, properties);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        launch();
    }

    /**
     * What a server is started with: the same for every issuer, but for the properties file. As {@code quickstart/run} has
     * it, a quick start counts for more than what the second compiler makes of it in an hour.
     */
    List<String> commandLine(String file, String atPort) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                Logs.option(),
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
        Map<String, String> all = new HashMap<>(TestBed.documents().trusting());
        all.putAll(environment);
        List<String> command = new ArrayList<>(commandLine(config.toString(), Integer.toString(port)));
        command.addAll(options);
        process = Child.startOurs("quickstart", all, command);
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

    int port() {
        return port;
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
    }
}
