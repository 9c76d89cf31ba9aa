package io.mcpidentity.broker.signin;

import io.mcpidentity.spi.HttpEndpoints.Header;
import io.mcpidentity.spi.HttpEndpoints.Request;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser: keeps cookies, by their paths, and sends the forms that it was shown. */
final class Browser {

    private static final Pattern INTERACTION = Pattern.compile("name=\"interaction\" value=\"([^\"]+)\"");

    private final SignInFixture fixture;
    private final SignInEndpoints endpoints;
    private final String prefix;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final Map<String, String> paths = new HashMap<>();
    final Map<String, List<String>> headers = new HashMap<>();
    String address = "192.0.2.1";

    /** Sees the endpoints below this path; empty for the root. */
    Browser(SignInFixture fixture, String prefix) {
        this.fixture = fixture;
        this.endpoints = fixture.endpoints;
        this.prefix = prefix;
    }

    Response open(String query) {
        return send("GET", "/authorize", query, "", endpoints::authorize);
    }

    /** Follows a redirect to the authorization endpoint. */
    Response follow(Response redirect) {
        String location = redirect.header("Location").orElseThrow();
        return open(location.substring(location.indexOf('?') + 1));
    }

    Response signIn(Response page, String name, String password) {
        return post("/sign-in", form("interaction", interaction(page), "username", name, "password", password));
    }

    Response decide(Response page, String decision) {
        return post("/consent", form("interaction", interaction(page), "decision", decision));
    }

    Response signOut(Response page) {
        return post("/sign-out", form("interaction", interaction(page)));
    }

    Response post(String path, String body) {
        Function<Request, Response> endpoint = switch (path) {
            case "/sign-in" -> endpoints::signIn;
            case "/consent" -> endpoints::consent;
            default -> endpoints::signOut;
        };
        return send("POST", path, "", body, endpoint);
    }

    Response send(String method, String path, String query, String body, Function<Request, Response> endpoint) {
        Map<String, List<String>> all = new HashMap<>(headers);
        if (method.equals("POST")) {
            all.putIfAbsent("content-type", List.of("application/x-www-form-urlencoded"));
        }
        String sent = cookies.entrySet().stream()
                .filter(cookie -> (prefix + path).startsWith(paths.getOrDefault(cookie.getKey(), "/")))
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
        if (!sent.isEmpty()) {
            all.put("cookie", List.of(sent));
        }
        Response response = endpoint.apply(
                new Request(method, path, query, all, body.getBytes(StandardCharsets.US_ASCII), address));
        response.headers().stream()
                .filter(header -> header.name().equals("Set-Cookie"))
                .map(Header::value)
                .forEach(this::keep);
        fixture.note(response);
        return response;
    }

    private void keep(String line) {
        String name = line.substring(0, line.indexOf('='));
        if (line.contains("Max-Age=0")) {
            cookies.remove(name);
        } else {
            cookies.put(name, line.substring(line.indexOf('=') + 1, line.indexOf(';')));
            Matcher path = Pattern.compile("Path=([^;]+)").matcher(line);
            paths.put(name, path.find() ? path.group(1) : "/");
        }
    }

    String cookie(String name) {
        return cookies.getOrDefault(name, "");
    }

    void plant(String name, String value) {
        cookies.put(name, value);
    }

    void forget(String name) {
        cookies.remove(name);
    }

    static String interaction(Response page) {
        Matcher matcher = INTERACTION.matcher(text(page));
        if (!matcher.find()) {
            throw new AssertionError("no form on the page: " + text(page));
        }
        return matcher.group(1);
    }

    static String form(String... namesAndValues) {
        List<String> pairs = new ArrayList<>();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            pairs.add(namesAndValues[at] + "=" + URLEncoder.encode(namesAndValues[at + 1], StandardCharsets.UTF_8));
        }
        return String.join("&", pairs);
    }

    static String text(Response response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}
