package io.mcpidentity.server;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which requests are protected. When in doubt, a request is: the SDK's servlets answer any URI that ends with their
 * endpoint, so {@code /x/mcp} and {@code /x;y=/mcp} reach the same tools as {@code /mcp}.
 */
final class ProtectedPaths {

    private final List<String> paths;

    private ProtectedPaths(List<String> paths) {
        this.paths = paths;
    }

    /** The configured paths or, where there are none, the resource's path, whole and by its last segment. */
    static ProtectedPaths of(Collection<String> configured, String resourcePath) {
        Set<String> paths = new LinkedHashSet<>();
        for (String path : configured) {
            paths.add(normalized(path));
        }
        if (paths.isEmpty()) {
            String whole = normalized(resourcePath);
            paths.add(whole);
            paths.add(whole.substring(Math.max(0, whole.lastIndexOf('/'))));
        }
        return new ProtectedPaths(List.copyOf(paths));
    }

    private static String normalized(String path) {
        String normal = path.endsWith("/*") ? path.substring(0, path.length() - 1) : path;
        while (normal.endsWith("/")) {
            normal = normal.substring(0, normal.length() - 1);
        }
        return normal.isEmpty() || normal.startsWith("/") ? normal : "/" + normal;
    }

    /** The paths, without a slash at their end; an empty one stands for everything. */
    List<String> all() {
        return paths;
    }

    /** Whether the request, in any spelling of its path, is for a protected one. */
    boolean cover(HttpServletRequest request, String path) {
        return cover(path) || cover(String.valueOf(request.getRequestURI())) || coverIncluded(request);
    }

    /** Whether this path is, is below, or ends with a protected one; the case of letters makes no difference. */
    boolean cover(String path) {
        for (String each : paths) {
            int length = each.length();
            if (path.regionMatches(true, 0, each, 0, length) && endsSegment(path, length)) {
                return true;
            }
            if (path.regionMatches(true, path.length() - length, each, 0, length)) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsSegment(String path, int at) {
        return at == path.length() || path.charAt(at) == '/' || path.charAt(at) == ';';
    }

    private boolean coverIncluded(HttpServletRequest request) {
        if (request.getDispatcherType() != DispatcherType.INCLUDE) {
            return false;
        }
        List<String> candidates = new ArrayList<>();
        candidates.add(String.valueOf(request.getAttribute(RequestDispatcher.INCLUDE_REQUEST_URI)));
        candidates.add(text(request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH))
                + text(request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO)));
        return candidates.stream().anyMatch(this::cover);
    }

    private static String text(@org.jspecify.annotations.Nullable Object attribute) {
        return attribute == null ? "" : attribute.toString();
    }

    /** The request's path within its web application, decoded by the container. */
    static String within(HttpServletRequest request) {
        String info = request.getPathInfo();
        return info == null ? request.getServletPath() : request.getServletPath() + info;
    }
}
