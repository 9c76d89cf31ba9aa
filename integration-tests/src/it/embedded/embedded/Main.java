package embedded;

import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.spi.HttpEndpoints.Request;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Sends the embedded provider to a client's metadata document that is not there, and prints what it says of it. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Map<String, String> configuration = Map.of(
                "provider", "embedded",
                "resource", "http://localhost:1/mcp",
                "scopes", "mcp:read",
                "embedded.users", "alice plain:wonderland mcp:read",
                "embedded.private-metadata-hosts", "127.0.0.1");
        try (Authenticator authenticator = Authenticator.create(Configuration.of(configuration))) {
            String query = "response_type=code&client_id=https%3A%2F%2F127.0.0.1%3A1%2Fclient.json"
                    + "&redirect_uri=http%3A%2F%2F127.0.0.1%2Fcallback&resource=http%3A%2F%2Flocalhost%3A1%2Fmcp"
                    + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
            Response answer = authenticator
                    .endpoints()
                    .get(0)
                    .answer(new Request(
                            "GET",
                            "/authorize",
                            query,
                            Map.of("host", List.of("localhost:1")),
                            new byte[0],
                            "127.0.0.1"));
            String page = new String(answer.body(), StandardCharsets.UTF_8);
            System.out.println(page.contains("metadata document cannot be reached") ? "asked" : answer.status() + page);
        }
    }
}
