package io.mcpidentity.provider.github;

import io.mcpidentity.config.Setting;
import io.mcpidentity.spi.ProviderContext;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which GitHub it is: github.com, an enterprise's own server, or its subdomain of ghe.com. Immutable.
 *
 * @param url where people sign in, without a slash at the end
 * @param api the REST API, without a slash at the end
 */
record GitHubSite(String url, String api) {

    static final Setting<String> URL = Setting.url(
                    "url",
                    "GitHub's own URL: that of a GitHub Enterprise Server, or `https://acme.ghe.com` with data residency.")
            .byDefault("https://github.com")
            .example("https://github.acme.com")
            .build();

    static final Setting<String> API_URL = Setting.url(
                    "api-url",
                    "The REST API, where it is not the one that follows from `url`: `https://api.github.com`, `https://api.acme.ghe.com`, or `/api/v3` of a GitHub Enterprise Server.")
            .example("https://github.internal/api/v3")
            .build();

    private static final String RESIDENCE = ".ghe.com";

    /** Reads where GitHub is, and reports what is wrong with it. */
    static GitHubSite of(ProviderContext context) {
        String url = withoutSlash(context.get(URL));
        URI uri = URI.create(url);
        if (uri.getHost() == null || !Set.of("").contains(uri.getRawPath()) || uri.getRawQuery() != null) {
            context.problem(
                    URL, "is more than scheme, host and port; set it to what people open, as https://github.com");
        } else if (isApi(uri)) {
            context.problem(
                    URL, "is the API; set `url` to what people open, as https://github.com, and leave `api-url` out");
        }
        Optional<String> api = context.find(API_URL).map(GitHubSite::withoutSlash);
        if (api.filter(set -> URI.create(set).getRawQuery() != null).isPresent()) {
            context.problem(API_URL, "has a query; leave out what begins with the question mark");
        }
        return new GitHubSite(url, api.orElseGet(() -> derived(uri, url)));
    }

    /** The issuer of the metadata that GitHub publishes (RFC 8414 §2). */
    String issuer() {
        return url + "/login/oauth";
    }

    /** Whether it is the one at github.com, of which more is known. */
    boolean isPublic() {
        return url.equals("https://github.com");
    }

    /** The REST API where GitHub itself says that it is, whatever {@code api-url} says. */
    String linked() {
        return derived(URI.create(url), url);
    }

    private static String derived(URI uri, String url) {
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        if (host.equals("github.com")) {
            return "https://api.github.com";
        }
        return host.endsWith(RESIDENCE) ? "https://api." + host : url + "/api/v3";
    }

    private static boolean isApi(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return host.equals("api.github.com") || (host.startsWith("api.") && host.endsWith(RESIDENCE));
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
