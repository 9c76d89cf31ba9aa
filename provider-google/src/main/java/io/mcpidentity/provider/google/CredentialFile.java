package io.mcpidentity.provider.google;

import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.config.Urls;
import io.mcpidentity.oidc.ProviderApi;
import io.mcpidentity.spi.HttpTransport.Response;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a file of credentials may say, so that Google's library exchanges them with Google alone, and by this server's own
 * transport. Thread-safe.
 */
final class CredentialFile {

    private static final Set<String> TRUSTED_HOSTS = Set.of(
            "oauth2.googleapis.com",
            "accounts.google.com",
            "www.googleapis.com",
            "sts.googleapis.com",
            "iamcredentials.googleapis.com");

    /** All that the library reads but {@code gdch_service_account}, for which it makes a transport of its own. */
    private static final Set<String> TYPES = Set.of(
            "service_account",
            "external_account",
            "external_account_authorized_user",
            "impersonated_service_account",
            "authorized_user");

    /** With a certificate the library leaves our transport; a program goes where it likes, and takes its time. */
    private static final List<String> REFUSED_SOURCES = List.of("certificate", "executable");

    private static final ProviderApi READER = new ProviderApi(
            "The file",
            request -> {
                throw new IOException("Nobody is called");
            },
            InstantSource.system());

    private CredentialFile() {}

    /**
     * Checks a file, with the credentials inside it.
     *
     * @throws IllegalArgumentException if it leads elsewhere: "has a token_url that …"
     */
    static void check(String json) {
        try {
            Map<String, Object> file = READER.json(new Response(200, Map.of(), json.getBytes(StandardCharsets.UTF_8)));
            if (!TYPES.contains(String.valueOf(file.get("type")))) {
                throw unreadable();
            }
            checkMembers(file);
        } catch (ProviderUnavailableException malformed) {
            throw unreadable();
        }
    }

    /** The refusal of what is no such file; it holds no part of it. */
    static IllegalArgumentException unreadable() {
        return new IllegalArgumentException(
                "is not a file of Google credentials, such as the JSON key of a service account");
    }

    /** Whether credentials may be sent there: to Google, or to an emulation of it on this machine. */
    static boolean isTrusted(URI uri) {
        return Urls.isSecure(uri) && (TRUSTED_HOSTS.contains(uri.getHost()) || Urls.isLoopback(uri));
    }

    private static void checkMembers(Map<?, ?> members) {
        members.forEach((name, value) -> {
            String key = String.valueOf(name);
            if ((key.endsWith("url") || key.endsWith("uri")) && !leadsToGoogle(value)) {
                throw new IllegalArgumentException(
                        "has a " + key + " that does not lead to Google; have Google make the file again");
            }
            if (value instanceof Map<?, ?> inner) {
                if (key.equals("credential_source")) {
                    checkSource(inner);
                }
                checkMembers(inner);
            }
        });
    }

    private static void checkSource(Map<?, ?> source) {
        for (String refused : REFUSED_SOURCES) {
            if (source.containsKey(refused)) {
                throw new IllegalArgumentException("takes its subject token from a credential_source with " + refused
                        + ", which is not supported; have it read from a file");
            }
        }
    }

    private static boolean leadsToGoogle(Object value) {
        try {
            return value instanceof String url && isTrusted(new URI(url));
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
