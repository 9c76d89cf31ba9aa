package io.mcpidentity.benchmarks.load;

import io.mcpidentity.benchmarks.Issuer;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.server.McpAuthFilter;
import jakarta.servlet.DispatcherType;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * The process under load: Jetty and the MCP SDK's stateless servlet, as the quickstart has them, {@code open} or
 * {@code guarded} by the filter. Both have the same servlet; the filter is all that differs.
 *
 * <p>Reads the issuer's key from its input and writes its port; answers each further line with its {@link Usage}, and
 * {@code collect} only after garbage was collected. Ends with its input, which it also does when the parent dies.
 */
final class McpServerMain {

    static final String PATH = "/mcp";
    static final String GUARDED = "guarded";
    static final String COLLECT = "collect";

    private McpServerMain() {}

    /** Serves; the arguments are {@code open} or {@code guarded}, and settings as {@code key=value}. */
    @SuppressWarnings("SystemOut") // what the parent reads
    public static void main(String[] arguments) throws Exception {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String key = String.valueOf(input.readLine());
        boolean guarded = arguments[0].equals(GUARDED);
        Map<String, String> settings = settings(arguments);
        int tools = Integer.parseInt(Objects.requireNonNullElse(settings.remove("tools"), "0"));
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        ServletHolder servlet = new ServletHolder("mcp", Tools.servlet(PATH, tools, guarded));
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, PATH);
        if (guarded) {
            context.addFilter(filter(settings, key), "/*", EnumSet.of(DispatcherType.REQUEST));
        }
        server.setHandler(context);
        server.start();
        System.out.println(connector.getLocalPort());
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            System.out.println(line.equals(COLLECT) ? Usage.afterCollection() : Usage.now());
        }
        System.exit(0); // the SDK leaves threads behind
    }

    private static Map<String, String> settings(String[] arguments) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 1; i < arguments.length; i++) {
            int equals = arguments[i].indexOf('=');
            settings.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
        }
        return settings;
    }

    private static McpAuthFilter filter(Map<String, String> settings, String key) {
        return McpAuthFilter.builder(Configuration.of(settings))
                .http(Issuer.http(key))
                .build();
    }
}
