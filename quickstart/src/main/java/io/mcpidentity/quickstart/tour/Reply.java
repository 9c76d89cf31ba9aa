package io.mcpidentity.quickstart.tour;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An answer, and what it says. */
final class Reply {

    private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    private final HttpResponse<String> response;
    private final Map<String, Object> json;

    private Reply(HttpResponse<String> response, Map<String, Object> json) {
        this.response = response;
        this.json = json;
    }

    /** Reads an answer; one that claims to be JSON and is not counts as broken. */
    static Reply of(HttpResponse<String> response) throws IOException {
        String type = response.headers().firstValue("Content-Type").orElse("");
        String text = type.startsWith("text/event-stream") ? lastEvent(response.body()) : response.body();
        boolean isJson = !text.isBlank() && (type.startsWith("application/json") || !text.equals(response.body()));
        return new Reply(response, isJson ? JsonObject.parse(text) : Map.of());
    }

    /** The data of the last message of an event stream: the response, after whatever was told on the way. */
    private static String lastEvent(String stream) {
        List<String> data = stream.lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring("data:".length()).strip())
                .filter(line -> !line.isEmpty())
                .toList();
        return data.isEmpty() ? "" : data.get(data.size() - 1);
    }

    int status() {
        return response.statusCode();
    }

    URI url() {
        return response.uri();
    }

    String body() {
        return response.body();
    }

    Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }

    /** The members of the JSON object that came; none if something else came. */
    Map<String, Object> json() {
        return json;
    }

    /** A text in the JSON object, by its path; empty if it is not there. */
    String text(String path) {
        return JsonObject.flat(json).getOrDefault(path, "");
    }

    /** The words of a member that is a list, or a text with spaces. */
    List<String> words(String member) {
        Object value = json.get(member);
        return value instanceof Collection<?> items
                ? items.stream().map(String::valueOf).toList()
                : List.of(text(member).split(" "));
    }

    /** The parameters of the first challenge (RFC 9110 §11.6.1). */
    Map<String, String> challenge() {
        Map<String, String> parameters = new LinkedHashMap<>();
        Matcher found = PARAMETER.matcher(header("WWW-Authenticate").orElse(""));
        while (found.find()) {
            parameters.putIfAbsent(found.group(1), found.group(2));
        }
        return parameters;
    }

    /** What came, in a few words, for whoever expected something else. */
    String summary() {
        String error = text("error");
        return status()
                + (error.isEmpty() ? "" : " " + error)
                + header("WWW-Authenticate")
                        .map(challenge -> " (" + challenge + ")")
                        .orElse("");
    }
}
