package providers;

import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.auth.Authenticator;
import java.util.List;

/**
 * Signs somebody in at each provider that is named, by the public API alone: {@code verify keycloak github}, or looks them
 * up in its directory: {@code directory github}.
 */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws ProviderUnavailableException {
        Module core = Authenticator.class.getModule();
        System.out.println(core.isNamed() ? "on the module path" : "on the class path");
        for (String provider : List.of(arguments).subList(1, arguments.length)) {
            try (Tenant tenant = Tenant.of(provider)) {
                System.out.println(
                        provider + ": " + (arguments[0].equals("verify") ? tenant.verify() : tenant.lookUp()));
            }
        }
    }
}
