package io.mcpidentity.client.token;

import io.mcpidentity.config.Urls;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rules for where sign-ins may end (RFC 8252 §7, OpenID Connect Dynamic Client Registration 1.0 §2). */
final class RedirectUris {

    private RedirectUris() {}

    /** {@code application_type}: {@code web} is for https alone, and never for this machine. */
    static String applicationType(List<String> uris) {
        return isWeb(uris) ? "web" : "native";
    }

    /** Whether they are those of a program that runs on a server. */
    static boolean isWeb(List<String> uris) {
        return !uris.isEmpty()
                && uris.stream()
                        .allMatch(text -> uri(text)
                                .filter(uri -> "https".equals(uri.getScheme()) && !Urls.isLoopback(uri))
                                .isPresent());
    }

    /** Whether all that are wanted were registered; on loopback, under any port (RFC 8252 §7.3). */
    static boolean cover(List<String> registered, List<String> wanted) {
        Set<String> known = new HashSet<>();
        registered.forEach(uri -> known.add(withoutLoopbackPort(uri)));
        return wanted.stream().allMatch(uri -> known.contains(withoutLoopbackPort(uri)));
    }

    /**
     * What to register for these: on loopback, some authorization servers take any port only where the registration has none,
     * and others none but the one of the registration.
     */
    static List<String> withAnyPort(List<String> uris) {
        Set<String> all = new LinkedHashSet<>(uris);
        uris.forEach(uri -> all.add(withoutLoopbackPort(uri)));
        return List.copyOf(all);
    }

    private static String withoutLoopbackPort(String text) {
        return uri(text)
                .filter(uri -> "http".equals(uri.getScheme()) && Urls.isLoopback(uri) && uri.getPort() >= 0)
                .map(uri -> text.replaceFirst(":" + uri.getPort() + "(?=[/?#]|$)", ""))
                .orElse(text);
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }
}
