package io.mcpidentity.server;

import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.ConfigurationException;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;

/**
 * Protects a web application in a servlet container without a line of code: where the jar and a configuration are there,
 * {@link McpAuthFilter} is registered before all other filters.
 *
 * <p>Without a configuration, in a file, the environment or system properties, it warns and does nothing. With one that cannot work, or that cannot be read, the
 * deployment fails. A filter that the application declares itself is left alone.
 */
public final class McpAuthInitializer implements ServletContainerInitializer {

    private static final Logger LOGGER = System.getLogger(McpAuthInitializer.class.getName());

    /** For the container. */
    public McpAuthInitializer() {}

    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) throws ServletException {
        boolean declared = context.getFilterRegistrations().values().stream()
                .anyMatch(filter -> McpAuthFilter.class.getName().equals(filter.getClassName()));
        if (declared) {
            return;
        }
        try {
            Optional<Configuration> found = Configuration.search();
            if (found.isEmpty()) {
                LOGGER.log(
                        Level.WARNING,
                        "Nothing is protected in this web application: there is no mcp-identity.properties, neither in"
                                + " the working directory nor on the class path; put it there, or name it by the"
                                + " environment variable MCP_IDENTITY_CONFIG");
                return;
            }
            McpAuthFilter.protect(context, found.get());
        } catch (ConfigurationException broken) {
            throw new ServletException(broken.getMessage(), broken);
        }
    }
}
