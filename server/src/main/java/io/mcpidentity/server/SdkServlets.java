package io.mcpidentity.server;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes the MCP SDK's own servlets by their class, so that one is protected wherever it is mapped, and so that a
 * stateless one is known to have no sessions. Thread-safe.
 */
final class SdkServlets {

    private static final String SDK = "io.modelcontextprotocol.";
    private static final String SSE = "HttpServletSseServerTransportProvider";
    private static final String STATELESS = "HttpServletStatelessServerTransport";

    private final ConcurrentHashMap<String, Kind> known = new ConcurrentHashMap<>();

    /** What will answer a request. */
    enum Kind {
        /** Not a servlet of the SDK, or one that hides it. */
        OTHER,
        /** A transport of the SDK with sessions. */
        STATEFUL,
        /** The SDK's transport of MCP 2024-11-05, which names the session in the query: {@code sessionId}. */
        SSE,
        /** A transport of the SDK without sessions. */
        STATELESS
    }

    /** The kind of the servlet that the container has chosen for this request. */
    Kind of(HttpServletRequest request) {
        String name = request.getHttpServletMapping().getServletName();
        if (name == null || name.isEmpty()) {
            return Kind.OTHER;
        }
        Kind kind = known.get(name);
        if (kind == null) {
            kind = find(request.getServletContext(), name);
            known.put(name, kind);
        }
        return kind;
    }

    private static Kind find(ServletContext context, String name) {
        ServletRegistration registration = context.getServletRegistration(name);
        String className = registration == null ? null : registration.getClassName();
        if (className == null) {
            return Kind.OTHER;
        }
        for (Class<?> type = load(context, className); type != null; type = type.getSuperclass()) {
            if (type.getName().startsWith(SDK)) {
                return type.getName().endsWith("." + STATELESS)
                        ? Kind.STATELESS
                        : type.getName().endsWith("." + SSE) ? Kind.SSE : Kind.STATEFUL;
            }
        }
        return Kind.OTHER;
    }

    /** Embedded containers have no loader of their own for a web application. */
    private static @Nullable Class<?> load(ServletContext context, String className) {
        ClassLoader own = context.getClassLoader();
        for (ClassLoader loader : Arrays.asList(
                own, Thread.currentThread().getContextClassLoader(), SdkServlets.class.getClassLoader())) {
            if (loader != null) {
                try {
                    return Class.forName(className, false, loader);
                } catch (ClassNotFoundException | LinkageError absent) {
                    // the next one may know it
                }
            }
        }
        return null;
    }
}
