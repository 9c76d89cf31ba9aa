package io.mcpidentity.oidc;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.config.Urls;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks metadata before anything in it is used (RFC 8414 §3.3, OpenID Connect Discovery 1.0 §4.3). */
final class Metadata {

    private Metadata() {}

    /** The metadata, if it is this issuer's and all its endpoints are secure. */
    static AuthorizationServer check(String issuer, Map<String, Object> document, String what)
            throws ProviderUnavailableException {
        checkIssuer(issuer, document.get("issuer"), what);
        boolean local = Urls.isLoopback(URI.create(issuer));
        for (Map.Entry<String, Object> member : document.entrySet()) {
            String name = member.getKey();
            if ((name.endsWith("_endpoint") || name.equals("jwks_uri")) && !isUsable(member.getValue(), local)) {
                throw new ProviderUnavailableException(what + " cannot be used: its " + name + " is not an https URL");
            }
        }
        return new AuthorizationServer(issuer, document);
    }

    private static void checkIssuer(String issuer, @Nullable Object found, String what)
            throws ProviderUnavailableException {
        if (issuer.equals(found)) {
            return;
        }
        if (!(found instanceof String other)) {
            throw new ProviderUnavailableException(what + " cannot be used: it names no issuer");
        }
        if (withoutSlash(other).equals(withoutSlash(issuer))) {
            throw new ProviderUnavailableException(
                    what + " cannot be used: its issuer differs from the configured one by"
                            + " the slash at the end; configure it " + (other.endsWith("/") ? "with" : "without")
                            + " the slash, exactly as the provider writes it");
        }
        throw new ProviderUnavailableException(
                what + " cannot be used: it is of another issuer than the configured one, " + issuer);
    }

    private static String withoutSlash(String text) {
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** Plain http is for a provider on this machine only: nobody else's metadata leads to loopback. */
    private static boolean isUsable(Object value, boolean local) {
        if (!(value instanceof String text)) {
            return false;
        }
        try {
            URI uri = URI.create(text);
            return uri.getHost() != null && Urls.isSecure(uri) && (local || !Urls.isLoopback(uri));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
