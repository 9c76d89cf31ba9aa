package io.mcpidentity.quickstart;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.config.AccessRule;
import io.mcpidentity.config.AccessRules;
import io.mcpidentity.config.Settings;
import io.mcpidentity.quickstart.CommandLine.Issuer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** What a person sees. */
final class Console {

    private static final String FORMAT = "java.util.logging.SimpleFormatter.format";
    private static final Logger OURS = Logger.getLogger("io.mcpidentity");

    /** Held, because loggers are collected otherwise, and their levels with them. */
    private static final List<Logger> OTHERS =
            List.of(Logger.getLogger("org.eclipse.jetty"), Logger.getLogger("io.modelcontextprotocol"));

    private final QuickstartServer server;
    private final PrintStream out;

    Console(QuickstartServer server, PrintStream out) {
        this.server = server;
        this.out = out;
    }

    /** One line a log entry; what is said on the console anyway is not logged too. */
    static void setUpLog(boolean verbose) {
        if (System.getProperty(FORMAT) == null) {
            System.setProperty(FORMAT, "%1$tT %4$s %5$s%6$s%n");
        }
        OTHERS.forEach(logger -> logger.setLevel(Level.WARNING));
        OURS.setLevel(verbose ? Level.FINE : Level.WARNING);
        if (verbose) {
            ConsoleHandler handler = new ConsoleHandler();
            handler.setLevel(Level.FINE);
            OURS.addHandler(handler);
            OURS.setUseParentHandlers(false);
        }
    }

    /** Whether a stranger is refused, and says it. */
    boolean check() throws IOException {
        boolean refused = FirstRefusal.happens(server);
        String resource = server.configuration().get(Settings.RESOURCE);
        out.println(
                refused
                        ? "The configuration is complete: at " + resource
                                + " a stranger is refused, and told to sign in at "
                                + String.join(" or ", server.authenticator().issuers())
                                + ". Nobody else was asked anything."
                        : "A stranger is not refused at " + resource + ".");
        return refused;
    }

    /** Says what is protected, who can sign in, and what to try. */
    void welcome(Issuer issuer) {
        out.println("The quickstart is running.");
        out.println();
        line("MCP URL", server.configuration().get(Settings.RESOURCE));
        server.authenticator().issuers().forEach(each -> line("issuer", each));
        line("metadata", server.filter().resourceMetadata());
        tools().forEach((who, names) -> line(who, String.join(" ", names)));
        if (issuer instanceof Issuer.Embedded embedded) {
            line("state", embedded.directory().map(Path::toString).orElse("in memory, forgotten at the end"));
            people();
        }
        next(issuer);
    }

    private void people() {
        List<DemoUser> users = DemoUser.in(server.configuration());
        if (users.isEmpty()) {
            return;
        }
        out.println();
        out.println("Who can sign in, with which password and for what:");
        for (DemoUser user : users) {
            out.printf("  %-6s %-14s %s%n", user.name(), user.password(), String.join(" ", user.scopes()));
        }
    }

    private void next(Issuer issuer) {
        String url = server.configuration().get(Settings.RESOURCE);
        out.println();
        out.println("What to type next, in another terminal:");
        suggest("see the refusal", "curl -i " + server.endpoint());
        suggest("connect a client", "claude mcp add --transport http quickstart " + url);
        suggest("or look inside", "npx @modelcontextprotocol/inspector --transport http --server-url " + url);
        if (issuer instanceof Issuer.Embedded) {
            suggest("watch the story", "./quickstart/run --tour");
            suggest("on to Keycloak", "./quickstart/run --config quickstart/keycloak.properties");
        }
        suggest("stop it", "Ctrl+C, here");
        out.println();
    }

    private void suggest(String what, String command) {
        out.printf("  %-17s %s%n", what, command);
    }

    private void line(String what, String value) {
        out.printf("  %-10s %s%n", what, value);
    }

    /** The tools by what they need. */
    private Map<String, List<String>> tools() {
        AccessRules rules = server.configuration().tools();
        Map<String, List<String>> tools = new LinkedHashMap<>();
        for (String name : NoteTools.NAMES) {
            tools.merge(needs(rules.rule(name)), List.of(name), Console::joined);
        }
        return tools;
    }

    private static List<String> joined(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private static String needs(AccessRule rule) {
        return switch (rule.access()) {
            case ANONYMOUS -> "anybody";
            case DENIED -> "nobody";
            case AUTHENTICATED -> rule.scopes().isEmpty() ? "signed in" : String.join(" ", rule.scopes());
        };
    }

    /** Asks each issuer for its metadata, and says whether clients will be able to sign in. */
    void checkIssuers() {
        Authenticator authenticator = server.authenticator();
        for (String issuer : authenticator.issuers()) {
            out.println("Asking " + issuer + " for its metadata …");
            try {
                AuthorizationServer found = authenticator.authorizationServer(issuer);
                out.println("It answers. " + registration(found));
            } catch (ProviderUnavailableException unavailable) {
                out.println("It does not: " + unavailable.getMessage());
                out.println("Until it does, callers without a token get 401 as always, and callers with one 503. Is the"
                        + " issuer spelled right?");
            }
        }
    }

    private static String registration(AuthorizationServer found) {
        if (!found.codeChallengeMethods().contains("S256")) {
            return "But it does not say that it supports PKCE with S256, and MCP clients will not sign in without.";
        }
        if (found.supportsClientIdMetadataDocuments()) {
            return "MCP clients can sign in by a client id metadata document.";
        }
        return found.registrationEndpoint().isPresent()
                ? "MCP clients can register and sign in."
                : "MCP clients cannot register themselves there: give them a client id.";
    }
}
