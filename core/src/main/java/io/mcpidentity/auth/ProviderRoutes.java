package io.mcpidentity.auth;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Caller;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds the providers that may know a token. Immutable and thread-safe. */
final class ProviderRoutes {

    private final List<ProviderInstance> all;
    private final Map<String, ProviderInstance> byIssuer;

    /** Routes among instances whose issuers differ. */
    ProviderRoutes(List<ProviderInstance> all) {
        this.all = List.copyOf(all);
        byIssuer = all.stream().collect(Collectors.toMap(ProviderInstance::issuer, Function.identity()));
    }

    /**
     * The providers to offer a token to, in order: the only one; that of a signed JWT's issuer, which nobody has vouched
     * for yet; all, where the token does not say. Empty if its issuer is nobody's.
     */
    List<ProviderInstance> of(AccessToken token) {
        if (all.size() == 1 || !token.hasJwtForm()) {
            return all;
        }
        Optional<UnverifiedClaims> claims = UnverifiedClaims.of(token);
        if (claims.isEmpty()) {
            return all;
        }
        return claims.get().issuer().map(byIssuer::get).map(List::of).orElse(List.of());
    }

    /** The provider that vouched for this caller. */
    ProviderInstance of(Caller caller) {
        ProviderInstance instance = byIssuer.get(caller.issuer());
        if (instance == null) {
            throw new IllegalArgumentException("The caller is not one of this authenticator's");
        }
        return instance;
    }

    /** All providers, in the order of the configuration. */
    List<ProviderInstance> all() {
        return all;
    }
}
