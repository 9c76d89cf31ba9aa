package io.mcpidentity.provider.auth0;

import io.mcpidentity.config.Setting;
import io.mcpidentity.spi.ProviderContext;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a tenant is: at its own domain, such as {@code acme.eu.auth0.com}, or at a custom one.
 *
 * @param issuer the issuer identifier, which ends with a slash
 * @param managementUrl the base of the Management API, without a slash at its end; empty where it is not known
 */
record Tenant(String issuer, Optional<String> managementUrl) {

    static final Setting<String> DOMAIN = Setting.of(
                    "domain",
                    "host name",
                    "The domain at which MCP clients find the tenant: its own, or its custom domain. The issuer is `https://{domain}/`. Either this, or `issuer`.",
                    Tenant::host)
            .example("acme.eu.auth0.com")
            .build();

    static final Setting<String> ISSUER = Setting.url(
                    "issuer",
                    "The tenant's issuer, exactly as its metadata spells it, with its slash at the end. Either this, or `domain`.")
            .example("https://acme.eu.auth0.com/")
            .build();

    static final Setting<String> MANAGEMENT_DOMAIN = Setting.of(
                    "management-domain",
                    "host name",
                    "The tenant's own domain, where `domain` is a custom one: Auth0's Management API, which directory and sign-out call, is meant for the tenant's own domain.",
                    Tenant::host)
            .example("acme.eu.auth0.com")
            .build();

    private static final String AUTH0 = ".auth0.com";
    private static final Pattern HOST = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)+");

    /** Stands in while problems are collected; no provider is ever used with it. */
    private static final Tenant UNKNOWN = new Tenant("https://unknown.invalid/", Optional.empty());

    /** Reads the tenant's place, and reports what is wrong with it. */
    static Tenant of(ProviderContext context) {
        Optional<String> issuer = context.find(ISSUER);
        Optional<String> domain = context.find(DOMAIN);
        if (issuer.isEmpty() && domain.isEmpty()) {
            context.problem(DOMAIN, "is missing; set it, such as acme.eu.auth0.com, or set `issuer`");
            return UNKNOWN;
        }
        if (issuer.isPresent() && domain.isPresent()) {
            context.problem(DOMAIN, "says again what `issuer` says; remove it, or remove `issuer`");
        }
        URI uri = URI.create(issuer.orElseGet(() -> "https://" + domain.orElseThrow() + "/"));
        checkEnd(context, uri);
        String base = uri.getScheme() + "://" + uri.getRawAuthority();
        return new Tenant(
                base + "/",
                context.find(MANAGEMENT_DOMAIN)
                        .map(host -> "https://" + host)
                        .or(() -> isOwnDomain(uri) ? Optional.of(base) : Optional.empty()));
    }

    private static void checkEnd(ProviderContext context, URI issuer) {
        String right = issuer.getScheme() + "://" + issuer.getRawAuthority() + "/";
        if (issuer.toString().equals(right)) {
            return;
        }
        context.problem(
                ISSUER,
                (issuer.toString() + "/").equals(right)
                        ? "has no slash at its end, which Auth0's issuers have; set it to " + right
                        : "goes on behind the domain; set it to " + right);
    }

    /** Plain http is accepted to loopback only, where an emulation is all in one. */
    private static boolean isOwnDomain(URI issuer) {
        return "http".equalsIgnoreCase(issuer.getScheme()) || issuer.getHost().endsWith(AUTH0);
    }

    private static String host(String raw) {
        if (HOST.matcher(raw).matches()) {
            return raw;
        }
        String bare =
                raw.toLowerCase(Locale.ROOT).replaceFirst("^[a-z]+://", "").replaceFirst("[/?#].*$", "");
        throw new IllegalArgumentException("is not a host name alone, in lower case and without https:// and slashes; "
                + (HOST.matcher(bare).matches() ? "set it to " + bare : "it looks like acme.eu.auth0.com"));
    }
}
