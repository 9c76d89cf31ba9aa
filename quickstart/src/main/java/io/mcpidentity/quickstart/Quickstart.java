package io.mcpidentity.quickstart;

import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The command line: reads the options, starts the server, and says what to try. */
public final class Quickstart {

    static final String NAME = "mcp-identity-quickstart";
    static final String VERSION = Optional.ofNullable(
                    Quickstart.class.getPackage().getImplementationVersion())
            .orElse("development");

    private static final int USAGE_ERROR = 2;

    private Quickstart() {}

    /** Runs until it is stopped; ends with status 2, and no stack trace, where it cannot start. */
    public static void main(String... arguments) throws Exception {
        CommandLine asked = CommandLine.parse(arguments);
        if (asked instanceof CommandLine.Help) {
            System.out.print(CommandLine.USAGE);
        } else if (asked instanceof CommandLine.Mistake mistake) {
            System.err.println(mistake.message());
            System.err.println();
            System.err.print(CommandLine.USAGE);
            System.exit(USAGE_ERROR);
        } else if (asked instanceof CommandLine.Run run) {
            run(run);
        }
    }

    private static void run(CommandLine.Run run) throws Exception {
        Console.setUpLog(run.verbose());
        // Otherwise Jetty loads all of JMX to find it out, which takes longer than all else that it does at start.
        System.setProperty("org.eclipse.jetty.util.referencesPerCacheLine", "16");
        Optional<QuickstartServer> server = start(run, System.err);
        if (server.isEmpty()) {
            System.exit(USAGE_ERROR);
            return;
        }
        Console console = new Console(server.get(), System.out);
        server.get().start();
        console.welcome();
        // What nobody needs yet must not slow down who tries it at once.
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(() -> {
            console.checkIssuers();
            server.get().warmUp();
        });
        server.get().join();
    }

    /** The server, not yet started; empty where it cannot, and then the reason is told. */
    private static Optional<QuickstartServer> start(CommandLine.Run run, PrintStream errors) {
        if (run.config().filter(file -> !Files.isReadable(file)).isPresent()) {
            errors.println("There is no file " + run.config().get().toAbsolutePath() + " that can be read");
            return Optional.empty();
        }
        try {
            return Optional.of(new QuickstartServer(run.port(), run.stateless(), port -> configure(run, port)));
        } catch (ConfigurationException wrong) {
            errors.println(wrong.getMessage());
        } catch (IOException failed) {
            errors.println(
                    failed.getCause() instanceof BindException
                            ? "Port " + run.port() + " is taken; choose another by --port, or a free one by --port 0"
                            : "Cannot listen on localhost: " + failed.getMessage());
        }
        return Optional.empty();
    }

    static Configuration configure(CommandLine.Run run, int port) {
        Map<String, String> defaults = defaults();
        defaults.put("resource", "http://localhost:" + port + "/mcp");
        Configuration.Builder builder = Configuration.builder()
                .defaults(defaults)
                .environment(System.getenv())
                .systemProperties(System.getProperties());
        run.config().ifPresent(builder::file);
        run.issuer().ifPresent(issuer -> {
            String provider = run.provider().orElse(issuer.contains("/realms/") ? "keycloak" : "oidc");
            builder.set("provider", provider).set(provider + ".issuer", issuer);
        });
        return builder.build();
    }

    private static Map<String, String> defaults() {
        Properties properties = new Properties();
        try (InputStream file = Quickstart.class.getResourceAsStream("defaults.properties")) {
            properties.load(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Map<String, String> defaults = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> defaults.put(name, properties.getProperty(name)));
        return defaults;
    }
}
