package io.mcpidentity.client.agent;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Opens pages in the person's browser: {@code http} and {@code https} alone, and by a program with its arguments, never by a
 * shell. Immutable and thread-safe.
 *
 * <p>Does not know whether the page was shown: only whether the program that was asked to show it started, and did not fail
 * at once.
 */
public final class Browser {

    private static final long SECONDS_TO_FAIL = 2;

    private final List<String> command;

    private Browser(List<String> command) {
        this.command = List.copyOf(command);
    }

    /** The browser that the platform opens pages in. */
    public static Browser ofPlatform() {
        return ofPlatform(System.getProperty("os.name", ""), System.getenv());
    }

    /** A program of one's own and its arguments, to which the address is added as the last. */
    public static Browser command(List<String> command) {
        if (command.isEmpty() || command.get(0).isBlank()) {
            throw new IllegalArgumentException("A browser's command begins with the program");
        }
        return new Browser(command);
    }

    static Browser ofPlatform(String system, Map<String, String> environment) {
        String name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            // By its whole path: Windows looks for programs in the current directory first.
            String root = environment.getOrDefault("SystemRoot", "C:\\Windows");
            return new Browser(List.of(root + "\\System32\\rundll32.exe", "url.dll,FileProtocolHandler"));
        }
        if (name.startsWith("mac") || name.startsWith("darwin")) {
            return new Browser(List.of("/usr/bin/open"));
        }
        // Without a display it would start a browser in a terminal that is not there.
        boolean shows = List.of("DISPLAY", "WAYLAND_DISPLAY", "BROWSER").stream()
                .anyMatch(key -> !environment.getOrDefault(key, "").isEmpty());
        return new Browser(shows ? List.of("xdg-open") : List.of());
    }

    /** Whether an address is one of the web: {@code http} or {@code https}, with a host and without a user. */
    static boolean canOpen(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        return (scheme.equals("https") || scheme.equals("http"))
                && url.getHost() != null
                && url.getRawUserInfo() == null;
    }

    /**
     * Opens a page; within two seconds it is known whether that failed at once.
     *
     * @return whether a program was started for it and did not fail
     * @throws IllegalArgumentException if the address is not {@code http} or {@code https}, or names a user
     */
    public boolean open(URI url) {
        Optional<Process> started = start(url);
        try {
            return started.isPresent()
                    && (!started.get().waitFor(SECONDS_TO_FAIL, TimeUnit.SECONDS)
                            || started.get().exitValue() == 0);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Starts the program, which may live on as long as it likes; empty if there is none. */
    Optional<Process> start(URI url) {
        if (!canOpen(url)) {
            throw new IllegalArgumentException("Only http and https addresses without a user are opened");
        }
        if (command.isEmpty()) {
            return Optional.empty();
        }
        List<String> line = new ArrayList<>(command);
        line.add(url.toASCIIString());
        try {
            Process process = new ProcessBuilder(line)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            return Optional.of(process);
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    /** The program's arguments may say more about a person than a log should: this names the program only. */
    @Override
    public String toString() {
        return "Browser[" + (command.isEmpty() ? "none" : command.get(0)) + "]";
    }

    List<String> command() {
        return command;
    }
}
