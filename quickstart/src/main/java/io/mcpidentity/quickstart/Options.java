package io.mcpidentity.quickstart;

import io.mcpidentity.quickstart.CommandLine.Issuer;
import io.mcpidentity.quickstart.CommandLine.Mistake;
import io.mcpidentity.quickstart.CommandLine.Purpose;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the options, and knows which go together. */
final class Options {

    private static final Set<String> WITH_VALUE = Set.of("--config", "--issuer", "--provider", "--directory", "--port");
    private static final Set<String> ALONE =
            Set.of("--in-memory", "--stateless", "--verbose", "--tour", "--check", "--hash-password", "-h", "--help");

    /** What can be said in one way only. */
    private static final List<Set<String>> ONE_OF =
            List.of(Set.of("--tour", "--check", "--hash-password"), Set.of("--in-memory", "--directory"));

    /** What is about the embedded provider and its demo users, and makes no sense with another. */
    private static final List<String> EMBEDDED_ONLY = List.of("--tour", "--directory", "--in-memory");

    private static final String DEFAULT_PORT = "8080";

    private final Map<String, String> given = new HashMap<>();

    CommandLine parse(String... arguments) {
        for (int at = 0; at < arguments.length; at++) {
            String option = arguments[at];
            if (ALONE.contains(option)) {
                given.put(option, "");
                if (option.equals("-h") || option.equals("--help")) {
                    return new CommandLine.Help();
                }
            } else if (!WITH_VALUE.contains(option)) {
                return new Mistake("Unknown option " + option);
            } else if (++at == arguments.length) {
                return new Mistake(option + " needs a value");
            } else {
                given.put(option, arguments[at]);
            }
        }
        return mistake()
                .<CommandLine>map(Mistake::new)
                .orElseGet(() -> has("--hash-password") ? new CommandLine.HashPassword() : run());
    }

    private boolean has(String option) {
        return given.containsKey(option);
    }

    private Optional<String> mistake() {
        if (has("--config") && has("--issuer")) {
            return Optional.of("--config and --issuer exclude each other");
        }
        if (has("--provider") && !has("--issuer")) {
            return Optional.of("--provider goes with --issuer; with --config the file names the provider");
        }
        if (has("--config") || has("--issuer")) {
            Optional<String> misplaced =
                    EMBEDDED_ONLY.stream().filter(this::has).findFirst();
            if (misplaced.isPresent()) {
                return misplaced.map(option -> option + " goes without --config and --issuer");
            }
        }
        for (Set<String> alternatives : ONE_OF) {
            List<String> chosen =
                    alternatives.stream().filter(this::has).sorted().toList();
            if (chosen.size() > 1) {
                return Optional.of(String.join(" and ", chosen) + " exclude each other");
            }
        }
        if (has("--directory") && purpose() != Purpose.SERVE) {
            return Optional.of("--directory is for a server that stays; --tour and --check keep nothing");
        }
        String port = given.getOrDefault("--port", DEFAULT_PORT);
        return port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= 65_535
                ? Optional.empty()
                : Optional.of("--port needs a number from 0 to 65535, not " + port);
    }

    private CommandLine.Run run() {
        String anyPort = purpose() == Purpose.SERVE ? DEFAULT_PORT : "0";
        return new CommandLine.Run(
                issuer(),
                Integer.parseInt(given.getOrDefault("--port", anyPort)),
                has("--stateless"),
                has("--verbose"),
                purpose());
    }

    private Purpose purpose() {
        if (has("--tour")) {
            return Purpose.TOUR;
        }
        return has("--check") ? Purpose.CHECK : Purpose.SERVE;
    }

    private Issuer issuer() {
        if (has("--config")) {
            return new Issuer.OfFile(Path.of(given.getOrDefault("--config", "")));
        }
        if (has("--issuer")) {
            String url = given.getOrDefault("--issuer", "");
            String usual = url.contains("/realms/") ? "keycloak" : "oidc";
            return new Issuer.Elsewhere(url, given.getOrDefault("--provider", usual));
        }
        return new Issuer.Embedded(has("--in-memory") || purpose() != Purpose.SERVE ? Optional.empty() : directory());
    }

    private Optional<Path> directory() {
        return Optional.of(
                has("--directory")
                        ? Path.of(given.getOrDefault("--directory", "")).toAbsolutePath()
                        : Path.of(System.getProperty("user.home"), ".mcp-identity", "quickstart"));
    }
}
