import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Asks a vulnerability database about every library that a build resolves.
 *
 * <p>Usage: {@code java build/Audit.java [--database=<URL>] <CycloneDX bill of materials or package-lock.json>...}. The
 * database speaks OSV's protocol ({@code POST /v1/query}). It fails where the database knows a hole, where it cannot be
 * asked, and where the files name no library. Without a database it says that nobody was asked, and how many libraries there
 * are.
 */
final class Audit {
    private static final Pattern PURL = Pattern.compile("\"purl\"\\s*:\\s*\"(pkg:maven/[^\"?]+)[^\"]*\"");
    private static final Pattern NPM = Pattern.compile(
            "\"node_modules/(?:[^\"]*/node_modules/)?([^\"]+)\"\\s*:\\s*\\{\\s*\"version\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([A-Z]+-[A-Za-z0-9-]+)\"");
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private Audit() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        String database = "";
        TreeSet<String> libraries = new TreeSet<>();
        for (String argument : arguments) {
            if (argument.startsWith("--database=")) {
                database = argument.substring("--database=".length());
            } else {
                libraries.addAll(libraries(Files.readString(Path.of(argument))));
            }
        }
        libraries.removeIf(library -> library.startsWith("pkg:maven/io.mcpidentity/"));
        if (libraries.isEmpty()) {
            System.err.println("No library is named: the bill of materials is missing or empty.");
            System.exit(1);
        }
        if (database.isEmpty()) {
            System.out.println("No database was asked about " + libraries.size() + " libraries, because none is named"
                    + " (AUDIT_DATABASE). The versions that the parent's pom bans were refused all the same.");
            return;
        }
        System.exit(ask(URI.create(database).resolve("/v1/query"), libraries) ? 0 : 1);
    }

    private static List<String> libraries(String text) {
        TreeSet<String> found = new TreeSet<>();
        PURL.matcher(text).results().forEach(match -> found.add(match.group(1)));
        for (MatchResult match : NPM.matcher(text).results().toList()) {
            found.add("pkg:npm/" + match.group(1).replace("@", "%40") + "@" + match.group(2));
        }
        return List.copyOf(found);
    }

    private static boolean ask(URI query, TreeSet<String> libraries) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newBuilder().connectTimeout(DEADLINE).build();
        int holes = 0;
        for (String library : libraries) {
            HttpRequest request = HttpRequest.newBuilder(query)
                    .timeout(DEADLINE)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"package\":{\"purl\":\"" + library + "\"}}"))
                    .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200 || !answer.body().strip().startsWith("{")) {
                System.err.println("The database answers " + answer.statusCode() + " about " + library);
                return false;
            }
            TreeSet<String> ids = new TreeSet<>();
            if (answer.body().contains("\"vulns\"")) {
                ID.matcher(answer.body()).results().forEach(match -> ids.add(match.group(1)));
                System.err.println(library + ": " + (ids.isEmpty() ? "known holes" : String.join(", ", ids)));
                holes++;
            }
        }
        System.out.println(libraries.size() + " libraries, " + holes + " with known holes");
        return holes == 0;
    }
}
