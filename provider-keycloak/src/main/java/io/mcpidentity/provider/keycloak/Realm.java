package io.mcpidentity.provider.keycloak;

import io.mcpidentity.config.Setting;
import io.mcpidentity.spi.ProviderContext;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a realm is: {@code {base}/realms/{realm}}.
 *
 * @param base the public base URL, without a slash at its end; with {@code /auth} at servers that still have it
 * @param issuer the issuer identifier
 */
record Realm(String base, String issuer) {

    static final Setting<String> ISSUER = Setting.url(
                    "issuer",
                    "The realm's issuer, exactly as its metadata spells it, without a slash at the end. Either this, or `url` and `realm`.")
            .example("https://sso.example.com/realms/acme")
            .build();

    static final Setting<String> URL = Setting.url(
                    "url",
                    "Keycloak's base URL as its users see it, together with `realm`; with `/auth` where it has that.")
            .example("https://sso.example.com")
            .build();

    static final Setting<String> REALM = Setting.text("realm", "The name of the realm, together with `url`.")
            .example("acme")
            .build();

    /** Stands in while problems are collected; no provider is ever used with it. */
    private static final Realm UNKNOWN = new Realm("https://unknown.invalid", "https://unknown.invalid/realms/unknown");

    private static final Pattern FORM = Pattern.compile("(https?://[^?#]*?)(/realms/[^/?#]+)(/[^?#]*)?(\\?.*)?");

    /** Reads the realm's place, and reports what is wrong with it. */
    static Realm of(ProviderContext context) {
        Optional<String> issuer = context.find(ISSUER);
        Optional<String> url = context.find(URL);
        Optional<String> name = context.find(REALM);
        if (issuer.isPresent()) {
            if (url.isPresent() || name.isPresent()) {
                context.problem(
                        url.isPresent() ? URL : REALM, "says again what `issuer` says; remove it, or remove `issuer`");
            }
            return parse(context, issuer.get());
        }
        if (url.isPresent() && name.isPresent()) {
            return join(context, url.get(), name.get());
        }
        if (url.isPresent()) {
            context.problem(REALM, "is missing; `url` needs it");
        } else if (name.isPresent()) {
            context.problem(URL, "is missing; `realm` needs it");
        } else {
            context.problem(
                    ISSUER, "is missing; set it, such as https://sso.example.com/realms/acme, or `url` and `realm`");
        }
        return UNKNOWN;
    }

    private static Realm parse(ProviderContext context, String issuer) {
        Matcher form = FORM.matcher(issuer);
        if (!form.matches()) {
            context.problem(
                    ISSUER,
                    "is no realm's issuer, which ends with /realms/ and the realm's name; or set `url` and `realm`");
            return UNKNOWN;
        }
        String exact = form.group(1) + form.group(2);
        if (!exact.equals(issuer)) {
            context.problem(
                    ISSUER,
                    issuer.equals(exact + "/")
                            ? "ends with a slash, which Keycloak's issuers do not; set it to " + exact
                            : "goes on behind the realm's name; set it to " + exact);
        }
        return new Realm(form.group(1), exact);
    }

    private static Realm join(ProviderContext context, String url, String name) {
        String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        if (base.contains("/realms/") || base.indexOf('?') >= 0) {
            context.problem(
                    URL, "is not Keycloak's base URL; leave out what begins with /realms/, or set it as `issuer`");
            return UNKNOWN;
        }
        return new Realm(base, base + "/realms/" + pathSegment(name));
    }

    /** The base URL from {@code internal-url}, which may be the base or the realm's URL there. */
    String internalBase(String internalUrl) {
        String realmPath = issuer.substring(base.length());
        String url = internalUrl.endsWith("/") ? internalUrl.substring(0, internalUrl.length() - 1) : internalUrl;
        return url.endsWith(realmPath) ? url.substring(0, url.length() - realmPath.length()) : url;
    }

    /** The realm's name. */
    String name() {
        return URLDecoder.decode(
                issuer.substring(issuer.lastIndexOf('/') + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The same place below another base. */
    static Optional<URI> moved(URI uri, String from, String to) {
        String text = uri.toString();
        return text.startsWith(from + "/")
                ? Optional.of(URI.create(to + text.substring(from.length())))
                : Optional.empty();
    }

    /** RFC 3986 §3.3: all but unreserved characters are percent-encoded. */
    private static String pathSegment(String name) {
        StringBuilder segment = new StringBuilder();
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            if ((c < 0x80 && Character.isLetterOrDigit(c)) || "-._~".indexOf(c) >= 0) {
                segment.append(c);
            } else {
                segment.append(String.format("%%%02X", octet));
            }
        }
        return segment.toString();
    }
}
