package io.mcpidentity.provider.keycloak;

import java.util.List;

/** Keycloak's client library, which is needed for some settings only and is there only if somebody added it. */
final class AdminLibrary {

    /** What to add to a build. */
    static final String COORDINATES = "org.keycloak:keycloak-admin-client";

    private static final List<String> CLASSES = List.of(
            "org.keycloak.admin.client.resource.RealmsResource",
            "org.keycloak.representations.idm.UserRepresentation",
            "org.jboss.resteasy.client.jaxrs.internal.ResteasyClientBuilderImpl",
            "org.jboss.resteasy.plugins.providers.jackson.ResteasyJackson2Provider",
            "jakarta.ws.rs.core.Response");

    private AdminLibrary() {}

    /**
     * Whether it can be used. As a module this provider requires no part of it, because its jars have no module names of
     * their own and share packages: they belong on the class path, which this module then reads.
     */
    static boolean isPresent() {
        Module own = AdminLibrary.class.getModule();
        try {
            for (String name : CLASSES) {
                Module module = Class.forName(name, false, AdminLibrary.class.getClassLoader())
                        .getModule();
                if (own.isNamed()) {
                    own.addReads(module);
                }
            }
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }
}
