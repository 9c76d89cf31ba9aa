package client;

import io.mcpidentity.client.session.OAuthSession;
import io.mcpidentity.client.session.RequestDecorator;
import io.mcpidentity.config.Configuration;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/** Signs in as a job does, at a server of its own, and prints how that went. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println(Main.class.getModule().isNamed() ? "on the module path" : "on the class path");
        System.out.println(
                Main.class.getModule().getLayer() != null
                                && Main.class
                                        .getModule()
                                        .getLayer()
                                        .findModule("io.modelcontextprotocol.sdk.mcp")
                                        .isPresent()
                        ? "with the MCP SDK as a module"
                        : "with no module of the MCP SDK");
        try (Site site = new Site();
                OAuthSession session = OAuthSession.create(
                        URI.create(site.url() + "/mcp"),
                        Configuration.of(Map.of(
                                "client.grant", "client-credentials",
                                "client.issuer", site.url(),
                                "client.id", "job",
                                "client.secret", "the-secret-of-the-job")))) {
            HttpRequest request = HttpRequest.newBuilder(session.server())
                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                    .build();
            System.out.println(new RequestDecorator(session)
                    .send(HttpClient.newHttpClient(), request, BodyHandlers.ofString())
                    .body());
        }
    }
}
