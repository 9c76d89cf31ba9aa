package io.mcpidentity.it.conformance;

import java.util.Map;
import java.util.Optional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the suite says in the environment.
 *
 * @param name such as {@code auth/dpop}
 * @param revision of the protocol, such as {@code 2026-07-28}
 * @param context what a client of this scenario was given before: ids, secrets, keys
 */
record Scenario(String name, String revision, Map<String, Object> context) {

    static Scenario of(Map<String, String> environment) {
        return new Scenario(
                environment.getOrDefault("MCP_CONFORMANCE_SCENARIO", ""),
                environment.getOrDefault("MCP_CONFORMANCE_PROTOCOL_VERSION", "2025-11-25"),
                JsonMapper.shared()
                        .readValue(
                                environment.getOrDefault("MCP_CONFORMANCE_CONTEXT", "{}"), new TypeReference<>() {}));
    }

    Optional<String> given(String key) {
        return Optional.ofNullable(context.get(key)).map(String::valueOf);
    }

    /** What the scenario cannot be played without. */
    String required(String key) {
        return given(key).orElseThrow(() -> new IllegalStateException("The suite's context lacks " + key));
    }

    /** Names the scenario; the context holds secrets. */
    @Override
    public String toString() {
        return name + " at " + revision;
    }
}
