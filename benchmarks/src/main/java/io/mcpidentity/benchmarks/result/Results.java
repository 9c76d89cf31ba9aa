package io.mcpidentity.benchmarks.result;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The folder of runs: one file each, so that runs of several days and machines lie side by side. */
public final class Results {

    /** The system property of a run that shows whether everything works, and whose figures mean nothing. */
    public static final String QUICK = "quick";

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path folder;

    /** The runs in this folder. */
    public Results(Path folder) {
        this.folder = folder;
    }

    /** The folder that the system property {@code results} names, or else {@code benchmarks/results}. */
    public static Results ofThisProcess() {
        return new Results(Path.of(System.getProperty("results", "benchmarks/results")));
    }

    /** Keeps what a suite found here and now, and says where. */
    @SuppressWarnings("SystemOut") // what a person waits for
    public void keep(String suite, Map<String, String> options, List<Series> series) throws IOException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Environment here = Environment.here();
        Map<String, String> told = new LinkedHashMap<>(options);
        told.put(QUICK, Boolean.toString(Boolean.getBoolean(QUICK)));
        Run run = new Run(suite, now.toString(), here, told, series);
        String crypto = here.crypto().replaceFirst(" .*", "").toLowerCase(Locale.ROOT);
        String name = String.join(
                "-", suite, "java" + here.java(), crypto, now.toString().replaceAll("[^0-9TZ]", ""));
        Files.createDirectories(folder);
        Path file = folder.resolve(name + ".json");
        Files.writeString(file, JSON.writeValueAsString(run) + "\n");
        System.out.println("Results: " + file);
    }

    /** All runs, in the order of their files' names. */
    public List<Run> all() throws IOException {
        List<Run> runs = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                runs.add(read(file));
            }
        }
        return runs;
    }

    private static Run read(Path file) {
        try {
            return JSON.readValue(Files.readString(file), Run.class);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
