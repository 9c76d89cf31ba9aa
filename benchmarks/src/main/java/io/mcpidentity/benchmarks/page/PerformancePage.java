package io.mcpidentity.benchmarks.page;

import io.mcpidentity.benchmarks.result.Results;
import io.mcpidentity.benchmarks.result.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes {@code docs/performance.md} and its plots from all runs that lie in the folder of results. The same results make the
 * same page, byte by byte.
 *
 * <pre>{@code java -cp benchmarks.jar io.mcpidentity.benchmarks.page.PerformancePage [page]}</pre>
 *
 * <p>Leaves quick runs out, unless it is told by {@code -Dquick=true} to show nothing else.
 */
public final class PerformancePage {

    private static final List<Section> SECTIONS = List.of(
            new TargetSection(),
            new VerificationSection(),
            new AgainstRawSection("opaque", """
                    ## Opaque tokens

                    `warm`: the provider was asked about the token before; relative to a digest of the token and a look into a cache.
                    `cold`: the provider is asked; relative to the same HTTP call by the transport alone. The provider is an emulation
                    on loopback, whose work stands in both figures.
                    """),
            new AgainstRawSection("parsing", """
                    ## Headers and bodies

                    `read`: the `Authorization` header; relative to cutting the scheme off. `peek`: the look into a body that decides
                    what the request is; relative to one pass of the bare JSON parser, which does not notice duplicate keys.
                    """),
            new LoadSection(),
            new AgainstRawSection("configuration", """
                    ## Much configured

                    `SMALL` is one tool, one provider, one grant; `LARGE` a thousand tools with scopes, ten providers, five hundred
                    grants; relative to `SMALL`. `start` is from the settings to a filter that can serve, in a new JVM.
                    """),
            new StormSection(),
            new AgainstRawSection("client", """
                    ## The client

                    A request that is authorized with a fresh token; relative to the same request with a header of that length that
                    nobody had to find. With DPoP, most of it is the signature that every request needs.
                    """),
            new FootprintSection());

    private PerformancePage() {}

    /** Writes the page. */
    @SuppressWarnings("SystemOut") // what a person waits for
    public static void main(String[] arguments) throws IOException {
        Path page = Path.of(arguments.length > 0 ? arguments[0] : "docs/performance.md");
        boolean quick = Boolean.getBoolean(Results.QUICK);
        List<Run> runs = Results.ofThisProcess().all().stream()
                .filter(run -> quick == Boolean.parseBoolean(run.options().get(Results.QUICK)))
                .toList();
        if (runs.isEmpty()) {
            throw new IllegalStateException("There are no results; measure first");
        }
        Path plots = page.resolveSibling(String.valueOf(page.getFileName()).replaceFirst("\\.md$", ""));
        Files.writeString(page, text(runs, plots));
        System.out.println("Page: " + page);
    }

    /** The page; its plots go into this folder. */
    static String text(List<Run> runs, Path plots) {
        Map<String, List<Run>> machines =
                runs.stream().collect(Collectors.groupingBy(Origin::machine, LinkedHashMap::new, Collectors.toList()));
        StringBuilder text = new StringBuilder("""
                <!-- Written by benchmarks/run page; edit what writes it. -->
                # Performance

                What protecting a server costs, relative to what nobody can leave out. Whoever doubts it can measure again:
                `benchmarks/run all`, and see [benchmarks/README.md](../benchmarks/README.md). Figures are medians; ± is half of the
                distance from the tenth to the ninetieth percentile, as are the lines in the plots.
                None is a promise: another machine has other figures, and rather the same ratios.

                """);
        int number = 0;
        for (Map.Entry<String, List<Run>> machine : machines.entrySet()) {
            number++;
            Plots folder = new Plots(number == 1 ? plots : plots.resolveSibling(plots.getFileName() + "-" + number));
            text.append("Machine: ").append(machine.getKey()).append(".\n\n");
            Pool pool = Pool.of(machine.getValue());
            SECTIONS.forEach(section -> text.append(section.write(pool, folder)));
            text.append(Origin.of(machine.getValue()));
        }
        return text.toString().stripTrailing() + "\n";
    }
}
