package io.mcpidentity.spi;

import io.mcpidentity.config.Setting;
import java.util.List;

/** What all factories have in common: the name that selects them and the settings that they read. */
public interface Factory {

    /** The value that selects this factory in the configuration: lower case letters, digits and hyphens. */
    String id();

    /** The settings, named without prefix; in a file each stands behind the instance's name: {@code keycloak.issuer}. */
    default List<Setting<?>> settings() {
        return List.of();
    }
}
