package io.mcpidentity.it;

import io.mcpidentity.it.logs.Tap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an example of a client meets: the quickstart, and people with browsers. */
public final class ExampleSite implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final ProtectedServer server;
    private final int port;
    private final Issuer issuer;
    private final Runnable more;

    private ExampleSite(ProtectedServer server, int port, Issuer issuer, Runnable more) {
        this.server = server;
        this.port = port;
        this.issuer = issuer;
        this.more = more;
    }

    /** The quickstart on its embedded provider, with its accounts alice and bob, and these lines in its file. */
    public static ExampleSite forPeople(String... lines) {
        int port = Ports.free();
        Tap tap = Tap.before(port);
        EmbeddedIssuer issuer = new EmbeddedIssuer(tap.port());
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("resource = " + ProtectedServer.url(tap.port()));
        return new ExampleSite(
                ProtectedServer.start(port, issuer, all.toArray(String[]::new)), tap.port(), issuer, tap::close);
    }

    /** The same without sessions, for clients that many people share. */
    public static ExampleSite forManyPeople() {
        int port = Ports.free();
        Tap tap = Tap.before(port);
        EmbeddedIssuer issuer = new EmbeddedIssuer(tap.port());
        String properties = issuer.properties() + "resource = " + ProtectedServer.url(tap.port()) + "\n";
        return new ExampleSite(ProtectedServer.startStateless(port, properties), tap.port(), issuer, tap::close);
    }

    /** The quickstart on a provider that knows a job, {@code it-job}, by its secret. */
    public static ExampleSite forJobs() {
        OidcProviderServer provider = OidcProviderServer.start(OidcProviderServer.Format.JWT);
        ProtectedServer server = ProtectedServer.start(Ports.free(), provider);
        return new ExampleSite(server, server.port(), provider, provider::close);
    }

    /** The MCP server's URL. */
    public String url() {
        return ProtectedServer.url(port);
    }

    /** Its authorization server. */
    public String issuer() {
        return issuer.url();
    }

    /** The secret of {@code it-job}. */
    public static String jobsSecret() {
        return OidcProviderServer.JOBS_SECRET;
    }

    /**
     * The environment of a program on the desktop of {@code user}, whose browser signs in wherever that is wanted. Each page
     * that is opened there is a line in a file.
     */
    public static Map<String, String> desktop(Path folder, String user, Path log) {
        try {
            Files.createDirectories(folder);
            Path program = folder.resolve("xdg-open");
            Files.writeString(
                    program,
                    "#!/bin/sh\nIT_USERNAME=" + user + " IT_BROWSER_LOG='" + log + "' exec '" + Node.binary() + "' '"
                            + Node.script("browser.mjs") + "' \"$@\"\n");
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
            Map<String, String> environment = new HashMap<>(Node.notes());
            environment.putAll(Map.of("DISPLAY", ":0", "PATH", folder + ":" + System.getenv("PATH")));
            return environment;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when what lives for {@code life} and was issued before has ended. */
    public static void awaitEndOf(Duration life) {
        Instant end = Instant.now().plus(life).plusSeconds(1);
        Await.until("it has ended", life.plusSeconds(30), () -> Instant.now().isAfter(end));
    }

    /** What {@code user} finds at this address, having signed in where that was wanted. */
    public static String visit(String user, String url) {
        return (String) Node.run("visit.mjs", LIMIT, Map.of("IT_USERNAME", user), url)
                .json()
                .get("text");
    }

    /** Starts a program that runs until the site closes what it answers; returns once it has said {@code ready}. */
    public static RunningProgram start(String name, List<String> command, String ready) {
        Child child = Child.startOurs(name, Map.of(), command);
        try {
            Await.until(name + " is ready", LIMIT, () -> {
                child.requireAlive();
                return child.log().contains(ready);
            });
        } catch (AssertionError e) {
            child.close();
            throw e;
        }
        return new RunningProgram(child);
    }

    /** A program that a test started. */
    public static final class RunningProgram implements AutoCloseable {
        private final Child child;

        private RunningProgram(Child child) {
            this.child = child;
        }

        /** Everything it has said so far. */
        public String said() {
            return child.log();
        }

        @Override
        public void close() {
            child.close();
        }
    }

    @Override
    public void close() {
        server.close();
        more.run();
    }
}
