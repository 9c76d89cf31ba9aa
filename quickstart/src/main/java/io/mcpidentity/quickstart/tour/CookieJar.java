package io.mcpidentity.quickstart.tour;

import java.net.CookieHandler;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps cookies as browsers do (RFC 6265): the JDK's own cookie manager refuses a cookie for another path than that of
 * the answer that sets it.
 */
final class CookieJar extends CookieHandler {

    private final Map<Place, String> cookies = new LinkedHashMap<>();

    /** Where a cookie goes, and by which name. */
    private record Place(String host, String path, String name) {

        private boolean isFor(URI uri) {
            String requested = uri.getPath();
            boolean below = requested.startsWith(path)
                    && (path.endsWith("/")
                            || requested.length() == path.length()
                            || requested.charAt(path.length()) == '/');
            return host.equals(uri.getHost()) && below;
        }
    }

    @Override
    public synchronized Map<String, List<String>> get(URI uri, Map<String, List<String>> requestHeaders) {
        List<String> sent = cookies.entrySet().stream()
                .filter(cookie -> cookie.getKey().isFor(uri))
                .map(cookie -> cookie.getKey().name() + "=" + cookie.getValue())
                .toList();
        return sent.isEmpty() ? Map.of() : Map.of("Cookie", List.of(String.join("; ", sent)));
    }

    @Override
    public synchronized void put(URI uri, Map<String, List<String>> responseHeaders) {
        responseHeaders.forEach((name, values) -> {
            if (name.equalsIgnoreCase("Set-Cookie")) {
                values.forEach(value -> keep(uri, value));
            }
        });
    }

    private void keep(URI uri, String setCookie) {
        String[] parts = setCookie.split(";");
        int equals = parts[0].indexOf('=');
        String path = "/";
        boolean over = false;
        for (String attribute : parts) {
            String stripped = attribute.strip();
            if (stripped.startsWith("Path=")) {
                path = stripped.substring("Path=".length());
            }
            over |= stripped.equals("Max-Age=0");
        }
        Place place = new Place(uri.getHost(), path, parts[0].substring(0, equals));
        if (over) {
            cookies.remove(place);
        } else {
            cookies.put(place, parts[0].substring(equals + 1));
        }
    }
}
