package io.mcpidentity.provider.auth0;

import io.mcpidentity.oidc.JdkHttpTransport;
import io.mcpidentity.testkit.Auth0Emulation;
import io.mcpidentity.testkit.IdentityProviderContract;
import io.mcpidentity.testkit.TestContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** What this module does in a class loader that has no library of Auth0's. */
public final class BareProbe implements Callable<List<String>> {

    /** For reflection. */
    public BareProbe() {}

    @Override
    public List<String> call() {
        List<String> found = new ArrayList<>();
        try (Auth0Emulation auth0 = Auth0Emulation.start();
                JdkHttpTransport http = new JdkHttpTransport()) {
            Tenants.accepted(
                    Tenants.provider(auth0, Map.of(), http),
                    auth0.token(IdentityProviderContract.RESOURCE, "mcp:read").sign());
            found.add("accepted");
            Map<String, String> without = new HashMap<>(Tenants.administration("roles"));
            for (String directory : List.of("set", "not set")) {
                if (directory.equals("not set")) {
                    without.remove("directory");
                }
                TestContext context = Tenants.context(auth0, without, http);
                new Auth0ProviderFactory().create(context).close();
                context.problems().forEach(problem -> found.add(problem.toString()));
            }
        }
        return found;
    }
}
