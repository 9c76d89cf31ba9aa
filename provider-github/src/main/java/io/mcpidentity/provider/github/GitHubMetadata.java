package io.mcpidentity.provider.github;

import io.mcpidentity.AuthorizationServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What GitHub's authorization server metadata says (RFC 8414), for where it publishes none. */
final class GitHubMetadata {

    private GitHubMetadata() {}

    /** The metadata that follows from where GitHub is; scopes are left out, because clients would ask for all of them. */
    static AuthorizationServer of(GitHubSite site) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("issuer", site.issuer());
        metadata.put("authorization_endpoint", site.issuer() + "/authorize");
        metadata.put("token_endpoint", site.issuer() + "/access_token");
        metadata.put("device_authorization_endpoint", site.url() + "/login/device/code");
        metadata.put("response_types_supported", List.of("code"));
        metadata.put("grant_types_supported", List.of("authorization_code", "refresh_token"));
        metadata.put("token_endpoint_auth_methods_supported", List.of("client_secret_post"));
        metadata.put("code_challenge_methods_supported", List.of("S256"));
        if (site.isPublic()) {
            metadata.put("authorization_response_iss_parameter_supported", true);
        }
        return new AuthorizationServer(site.issuer(), metadata);
    }
}
