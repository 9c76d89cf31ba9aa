package io.mcpidentity.benchmarks.storm;

import io.mcpidentity.benchmarks.result.Results;
import io.mcpidentity.benchmarks.result.Series;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Lets every storm happen several times, and counts: the calls to the provider, and what valid callers saw. The tests of the
 * modules hold the limits; this tells the figures.
 *
 * <pre>{@code
 * java -cp benchmarks.jar -Drepetitions=5 -Dcallers=10000 -Dseconds=20 io.mcpidentity.benchmarks.storm.Storms [NAME...]
 * }</pre>
 */
public final class Storms {

    private static final Map<String, Storm> ALL = all();

    private Storms() {}

    private static Map<String, Storm> all() {
        Map<String, Storm> storms = new LinkedHashMap<>();
        storms.put("rotation", new KeyRotation(Integer.getInteger("callers", 10_000)));
        storms.put("flood", new UnknownKeyFlood());
        storms.put("slow", ProviderOutage.slow());
        storms.put("down", ProviderOutage.down());
        storms.put("clock", new ClockJump());
        return storms;
    }

    /** Runs those that are named, or all. */
    public static void main(String[] arguments) throws Exception {
        // Otherwise each answer of the provider waits 40 ms for the acknowledgement of its head.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        int repetitions = Integer.getInteger("repetitions", 5);
        Findings findings = new Findings();
        for (String name : arguments.length == 0 ? ALL.keySet() : List.of(arguments)) {
            Storm storm = ALL.get(name);
            if (storm == null) {
                throw new IllegalArgumentException("There is no storm " + name + "; there are " + ALL.keySet());
            }
            // The first time warms up.
            storm.blow(new Findings());
            for (int i = 1; i <= repetitions; i++) {
                print(String.format(Locale.ROOT, "%s, %d of %d", name, i, repetitions));
                storm.blow(findings);
            }
        }
        findings.series().forEach(Storms::print);
        Map<String, String> options = new LinkedHashMap<>();
        options.put("repetitions", Integer.toString(repetitions));
        for (String option : List.of("callers", "seconds", "flood")) {
            options.put(option, System.getProperty(option, "default"));
        }
        Results.ofThisProcess().keep("storms", options, findings.series());
        System.exit(0); // providers that were slow leave threads behind
    }

    private static void print(Series series) {
        print(series.labels().values() + ", " + series.name() + ": " + series.values() + " " + series.unit());
    }

    @SuppressWarnings("SystemOut") // what a person waits for
    private static void print(String line) {
        System.out.println(line);
    }
}
