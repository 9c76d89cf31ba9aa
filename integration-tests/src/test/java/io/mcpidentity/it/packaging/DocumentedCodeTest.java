package io.mcpidentity.it.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What readers copy is what {@link ExamplesIT} builds and runs, or a test beside this one. */
class DocumentedCodeTest {
    private static final Path ROOT = Path.of("..");
    private static final List<Path> SOURCES = List.of(
            ROOT.resolve("examples/custom-provider/src/main/java"),
            ROOT.resolve("examples/scope-mapper/src/main/java"),
            Path.of("src/test/java"));
    private static final Pattern CLASS =
            Pattern.compile("```java\n(package ([a-z.]+);\n.*?\\bclass (\\w+) .*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)(#[^)]*)?\\)");

    @Test
    void everyWholeClassInTheReadmeIsOneThatIsBuiltAndRun() throws IOException {
        List<MatchResult> classes = CLASS.matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .toList();

        assertEquals(4, classes.size());
        for (MatchResult shown : classes) {
            String name = shown.group(2).replace('.', '/') + "/" + shown.group(3) + ".java";
            Path source = SOURCES.stream()
                    .map(folder -> folder.resolve(name))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();
            assertEquals(Files.readString(source), shown.group(1), shown.group(3));
        }
    }

    @Test
    void theGuidesProviderIsTestedAsItIsShown() throws IOException {
        Path tests = ROOT.resolve("examples/custom-provider/src/test/java/com/acme/identity");
        String guide = Files.readString(ROOT.resolve("docs/write-a-provider.md"));
        try (Stream<Path> sources = Files.list(tests)) {
            for (Path source : sources.toList()) {
                String text = Files.readString(source);
                String shown = text.substring(text.indexOf("class ")).strip();
                assertTrue(guide.contains(shown), source + " is not as the guide has it");
            }
        }
    }

    @Test
    void noLinkOfAGuideLeadsNowhere() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            Stream<Path> pages = Stream.concat(Stream.of(ROOT.resolve("README.md")), docs);
            for (Path page :
                    (Iterable<Path>) pages.filter(file -> file.toString().endsWith(".md"))::iterator) {
                for (MatchResult link :
                        LINK.matcher(Files.readString(page)).results().toList()) {
                    assertTrue(Files.exists(page.resolveSibling(link.group(1))), page + " links to " + link.group(1));
                }
            }
        }
    }
}
