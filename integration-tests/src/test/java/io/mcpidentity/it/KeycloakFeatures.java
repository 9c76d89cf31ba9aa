package io.mcpidentity.it;

import java.util.List;

/** The sets of Keycloak features that matter to MCP. */
enum KeycloakFeatures {
    /** As it comes. */
    DEFAULT(List.of()),
    /** With client ID metadata documents and RFC 8707 resource indicators, both experimental. */
    CIMD_AND_RESOURCE_INDICATORS(List.of("cimd", "resource-indicators"));

    private final List<String> names;

    KeycloakFeatures(List<String> names) {
        this.names = names;
    }

    List<String> names() {
        return names;
    }

    String slug() {
        return names.isEmpty() ? "default" : String.join("+", names);
    }
}
