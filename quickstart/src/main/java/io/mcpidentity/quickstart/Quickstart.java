package io.mcpidentity.quickstart;

import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.ConfigurationException;
import io.mcpidentity.config.Settings;
import io.mcpidentity.quickstart.CommandLine.Issuer;
import io.mcpidentity.quickstart.tour.Tour;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The command line: reads the options, starts the server, and says what to try. */
public final class Quickstart {

    static final String NAME = "mcp-identity-quickstart";
    static final String VERSION = Optional.ofNullable(
                    Quickstart.class.getPackage().getImplementationVersion())
            .orElse("development");

    private static final int FAILURE = 1;
    private static final int USAGE_ERROR = 2;

    private Quickstart() {}

    /**
     * Runs until it is stopped; ends with status 2, and no stack trace, where it cannot start, and with 1 where a tour or
     * a check did not go as it should.
     */
    public static void main(String... arguments) throws Exception {
        CommandLine asked = CommandLine.parse(arguments);
        if (asked instanceof CommandLine.Help) {
            System.out.print(CommandLine.USAGE);
        } else if (asked instanceof CommandLine.Mistake mistake) {
            System.err.println(mistake.message());
            System.err.println();
            System.err.print(CommandLine.USAGE);
            System.exit(USAGE_ERROR);
        } else if (asked instanceof CommandLine.HashPassword) {
            System.exit(PasswordPrompt.ofThisProcess().run() ? 0 : USAGE_ERROR);
        } else if (asked instanceof CommandLine.Run run) {
            run(run);
        }
    }

    private static void run(CommandLine.Run run) throws Exception {
        Console.setUpLog(run.verbose());
        // Otherwise Jetty loads all of JMX to find it out, which takes longer than all else that it does at start.
        System.setProperty("org.eclipse.jetty.util.referencesPerCacheLine", "16");
        MovableClock clock = new MovableClock();
        Optional<QuickstartServer> server = start(run, clock, System.err);
        if (server.isEmpty()) {
            System.exit(USAGE_ERROR);
            return;
        }
        server.get().start();
        switch (run.purpose()) {
            case SERVE -> serve(run, server.get());
            case TOUR -> end(tour(server.get(), clock, System.out).play());
            case CHECK -> end(new Console(server.get(), System.out).check());
        }
    }

    private static void serve(CommandLine.Run run, QuickstartServer server) throws InterruptedException {
        Console console = new Console(server, System.out);
        console.welcome(run.issuer());
        // What nobody needs yet must not slow down who tries it at once.
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(() -> {
            if (!(run.issuer() instanceof Issuer.Embedded)) {
                console.checkIssuers();
            }
            server.warmUp();
        });
        server.join();
    }

    /** A tour of this server, which takes its time from this clock, by the first of the demo users. */
    static Tour tour(QuickstartServer server, MovableClock clock, PrintStream out) {
        DemoUser user = DemoUser.in(server.configuration()).get(0);
        return new Tour(
                server.endpoint(),
                user.name(),
                user.password(),
                server.configuration().get(Settings.CLOCK_SKEW),
                clock::advance,
                out);
    }

    private static void end(boolean well) {
        System.exit(well ? 0 : FAILURE);
    }

    /** The server, not yet started; empty where it cannot, and then the reason is told. */
    private static Optional<QuickstartServer> start(CommandLine.Run run, InstantSource clock, PrintStream errors) {
        if (run.issuer() instanceof Issuer.OfFile issuer && !Files.isReadable(issuer.file())) {
            errors.println("There is no file " + issuer.file().toAbsolutePath() + " that can be read");
            return Optional.empty();
        }
        try {
            return Optional.of(new QuickstartServer(run.port(), run.stateless(), clock, port -> configure(run, port)));
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
        Map<String, String> defaults = Defaults.common();
        defaults.put("resource", "http://localhost:" + port + "/mcp");
        Configuration.Builder builder =
                Configuration.builder().environment(System.getenv()).systemProperties(System.getProperties());
        if (run.issuer() instanceof Issuer.OfFile issuer) {
            builder.file(issuer.file());
        } else if (run.issuer() instanceof Issuer.Elsewhere issuer) {
            builder.set("provider", issuer.provider()).set(issuer.provider() + ".issuer", issuer.url());
        } else if (run.issuer() instanceof Issuer.Embedded issuer) {
            defaults.putAll(Defaults.embedded());
            builder.set("provider", "embedded");
            issuer.directory().ifPresent(directory -> builder.set("embedded.directory", directory.toString()));
        }
        return builder.defaults(defaults).build();
    }
}
