package io.mcpidentity.it.conformance;

import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.session.OAuthSession;
import java.net.URI;
import java.util.Map;

/**
 * The program that the official conformance suite tests: signs in at an MCP server, lists its tools and calls the first,
 * with what is published of this project and nothing else.
 *
 * <p>Ends with 0 only after the call succeeded, with 2 where it was told why there is no access, and with 1 otherwise.
 */
public final class ConformanceClient {

    private static final int REFUSED = 2;

    private ConformanceClient() {}

    /** The last argument is the URL of the server; the suite says the rest in the environment. */
    public static void main(String[] arguments) throws Exception {
        System.exit(run(URI.create(arguments[arguments.length - 1]), System.getenv()));
    }

    private static int run(URI server, Map<String, String> environment) throws Exception {
        Scenario scenario = Scenario.of(environment);
        try (OAuthSession session = SessionOfScenario.open(server, scenario)) {
            wire(scenario).listAndCall(session);
            return 0;
        } catch (ClientFailure failure) {
            System.err.println(failure.getClass().getSimpleName() + ": " + failure.getMessage());
            return REFUSED;
        }
    }

    /** The MCP Java SDK speaks the revisions with a handshake. */
    private static Wire wire(Scenario scenario) {
        return scenario.revision().compareTo("2026") < 0 ? new SdkWire() : new StatelessWire(scenario.revision());
    }
}
