package io.mcpidentity.server;

import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.Settings;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The protected resource metadata (RFC 9728): one document, made at start, and the paths that answer with it. Immutable.
 *
 * <p>It is public: no token, no origin check, nobody is asked.
 */
final class ResourceMetadata {

    private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    private static final String METHODS = "GET, HEAD, OPTIONS";
    private static final String ANY_ORIGIN = "Access-Control-Allow-Origin";
    private static final Answer OPTIONS = Answer.empty(204)
            .with(ANY_ORIGIN, "*")
            .with("Access-Control-Allow-Methods", METHODS)
            .with("Access-Control-Allow-Headers", "Accept, Content-Type, MCP-Protocol-Version")
            .with("Access-Control-Max-Age", "600");
    private static final Answer NOT_ALLOWED = Answer.oauth(
                    405, "invalid_request", "The metadata can only be read", List.of())
            .with(ANY_ORIGIN, "*")
            .with("Allow", METHODS);

    private final String url;
    private final Set<String> paths = new HashSet<>();
    private final Answer document;

    /** The document for this configuration; issuers, scopes and algorithms stand in it as given. */
    ResourceMetadata(
            Configuration configuration,
            List<String> protectedPaths,
            List<String> issuers,
            Collection<String> scopes,
            Collection<String> dpopAlgorithms) {
        URI resource = URI.create(configuration.get(Settings.RESOURCE));
        String resourcePath = resource.getRawPath() == null ? "" : resource.getRawPath();
        url = configuration.find(Settings.RESOURCE_METADATA).orElseGet(() -> wellKnown(resource, resourcePath));
        addPaths(resourcePath, protectedPaths);
        document = Answer.document(document(configuration, issuers, scopes, dpopAlgorithms))
                .with(ANY_ORIGIN, "*");
    }

    private static String wellKnown(URI resource, String resourcePath) {
        String path = resourcePath.equals("/") ? "" : resourcePath;
        String query = resource.getRawQuery() == null ? "" : "?" + resource.getRawQuery();
        return resource.getScheme() + "://" + resource.getRawAuthority() + WELL_KNOWN + path + query;
    }

    /** Wherever a proxy may deliver a request for it: with or without the prefix, at the front or behind it. */
    private void addPaths(String resourcePath, List<String> protectedPaths) {
        Set<String> ends = new HashSet<>(protectedPaths);
        ends.add("");
        ends.add("/");
        Set<String> prefixes = new HashSet<>();
        for (int slash = resourcePath.length(); slash >= 0; slash = resourcePath.lastIndexOf('/', slash - 1)) {
            ends.add(resourcePath.substring(slash));
            prefixes.add(resourcePath.substring(0, slash));
        }
        prefixes.add("");
        for (String prefix : prefixes) {
            for (String end : ends) {
                paths.add(prefix + WELL_KNOWN + end);
            }
        }
        String announced = URI.create(url).getRawPath();
        int shortest = announced.indexOf(WELL_KNOWN);
        int slash = shortest >= 0 ? shortest : announced.lastIndexOf('/');
        for (; slash >= 0; slash = announced.lastIndexOf('/', slash - 1)) {
            paths.add(announced.substring(slash));
        }
        paths.removeAll(protectedPaths);
    }

    private static byte[] document(
            Configuration configuration,
            List<String> issuers,
            Collection<String> scopes,
            Collection<String> dpopAlgorithms) {
        StringWriter written = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), written)) {
            json.writeStartObject();
            json.writeStringProperty("resource", configuration.get(Settings.RESOURCE));
            array(json, "authorization_servers", issuers);
            if (!scopes.isEmpty()) {
                array(json, "scopes_supported", scopes);
            }
            array(json, "bearer_methods_supported", List.of("header"));
            array(json, "dpop_signing_alg_values_supported", dpopAlgorithms);
            configuration
                    .find(Settings.RESOURCE_NAME)
                    .ifPresent(name -> json.writeStringProperty("resource_name", name));
            configuration
                    .find(Settings.RESOURCE_DOCUMENTATION)
                    .ifPresent(page -> json.writeStringProperty("resource_documentation", page));
            json.writeEndObject();
        }
        return written.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void array(JsonGenerator json, String name, Collection<String> values) {
        json.writeArrayPropertyStart(name);
        values.forEach(json::writeString);
        json.writeEndArray();
    }

    /** The URL that challenges announce. */
    String url() {
        return url;
    }

    /** Whether the document is to be found at this path within the web application. */
    boolean isAt(String path) {
        return paths.contains(path);
    }

    /** The answer to a request for the document, from any origin. */
    Answer answer(String method) {
        return switch (method) {
            case "GET", "HEAD" -> document;
            case "OPTIONS" -> OPTIONS;
            default -> NOT_ALLOWED;
        };
    }
}
