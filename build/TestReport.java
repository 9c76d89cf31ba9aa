import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * Adds up the test reports of all modules, and says which tests were skipped and why.
 *
 * <p>Usage: {@code java build/TestReport.java [--since=<instant>] [--require-success] <checkout>...}. Reports from
 * before the instant are left out; with {@code --require-success} it fails where a test failed or where none ran.
 */
final class TestReport {
    private final TreeMap<String, TreeSet<String>> skips = new TreeMap<>();
    private Instant since = Instant.MIN;
    private int tests;
    private int failed;
    private int skipped;

    private TestReport() {}

    public static void main(String[] arguments) throws IOException, ParserConfigurationException, SAXException {
        List<String> words = List.of(arguments);
        TestReport report = new TestReport();
        for (String word : words) {
            if (word.startsWith("--since=")) {
                report.since = Instant.parse(word.substring("--since=".length()));
            } else if (!word.startsWith("--")) {
                report.read(Path.of(word));
            }
        }
        report.skips.forEach(
                (reason, names) -> System.out.println("skipped, because " + reason + ": " + String.join(", ", names)));
        int passed = report.tests - report.failed - report.skipped;
        System.out.println(passed + " passed, " + report.failed + " failed, " + report.skipped + " skipped");
        if (words.contains("--require-success") && (report.failed > 0 || passed == 0)) {
            System.exit(1);
        }
    }

    private void read(Path checkout) throws IOException, ParserConfigurationException, SAXException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        DocumentBuilder parser = factory.newDocumentBuilder();
        try (Stream<Path> files = Files.find(
                checkout,
                4,
                (file, attributes) -> isReport(checkout.relativize(file))
                        && !attributes.lastModifiedTime().toInstant().isBefore(since))) {
            for (Path file : files.sorted().toList()) {
                add(parser.parse(file.toFile()).getDocumentElement());
            }
        }
    }

    private static boolean isReport(Path file) {
        return file.getNameCount() == 4
                && file.getName(1).toString().equals("target")
                && file.getName(2).toString().matches("(surefire|failsafe)-reports.*")
                && file.getName(3).toString().matches("TEST-.*\\.xml");
    }

    private void add(Element suite) {
        tests += Integer.parseInt(suite.getAttribute("tests"));
        failed += Integer.parseInt(suite.getAttribute("errors")) + Integer.parseInt(suite.getAttribute("failures"));
        skipped += Integer.parseInt(suite.getAttribute("skipped"));
        for (Element test : children(suite, "testcase")) {
            for (Element skip : children(test, "skipped")) {
                String type = test.getAttribute("classname");
                skips.computeIfAbsent(reason(skip), ignored -> new TreeSet<>())
                        .add(type.substring(type.lastIndexOf('.') + 1) + "." + test.getAttribute("name"));
            }
        }
    }

    /** The message, which is an attribute or, for a whole class, the first line of its stack trace. */
    private static String reason(Element skip) {
        String message = skip.getAttribute("message");
        if (message.isEmpty()) {
            message = skip.getTextContent().strip().lines().findFirst().orElse("nobody said why");
        }
        return message.replaceFirst("^org\\.opentest4j\\.TestAbortedException: ", "")
                .replaceFirst("^Assumption failed: ", "");
    }

    private static List<Element> children(Element parent, String name) {
        var all = parent.getElementsByTagName(name);
        return IntStream.range(0, all.getLength())
                .mapToObj(index -> (Element) all.item(index))
                .toList();
    }
}
