package io.mcpidentity.quickstart.tour;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the terminal shows of the story. */
final class Transcript {

    private static final List<String> HEADERS_SHOWN = List.of("WWW-Authenticate", "Location");

    private final PrintStream out;

    Transcript(PrintStream out) {
        this.out = out;
    }

    void say(String line) {
        out.println(line);
    }

    void begin(int number, int all, Step step) {
        out.println();
        out.println("Step " + number + " of " + all + ": " + step.title());
        out.println("  expects  " + step.expectation());
    }

    void held() {
        out.println("  held");
    }

    void failed(String reason) {
        out.println("  FAILED: " + reason);
    }

    /** Something that is no message. */
    void note(String text) {
        out.println("  *  " + text);
    }

    void values(Map<String, String> values) {
        values.forEach(this::line);
    }

    void sent(Call call) {
        out.println("  >  " + call.method() + " " + withoutQuery(call.url()));
        values(call.headers());
        JsonObject.flat(call.content()).forEach((name, value) -> {
            if (!name.equals("jsonrpc") && !name.equals("id")) {
                line(name, value);
            }
        });
    }

    /** Shows an answer; of its members only these, if there are any. */
    void came(Reply reply, List<String> only) {
        out.println("  <  " + reply.status());
        for (String header : HEADERS_SHOWN) {
            reply.header(header).ifPresent(value -> out.println("       " + header + ": " + withoutQuery(value)));
        }
        List<String> left = new ArrayList<>();
        for (Map.Entry<String, String> member : JsonObject.flat(reply.json()).entrySet()) {
            if (only.isEmpty() || only.contains(member.getKey())) {
                line(member.getKey(), member.getValue());
            } else {
                left.add(member.getKey());
            }
        }
        if (!left.isEmpty()) {
            out.println("       … and " + left.size() + " more");
        }
    }

    private void line(String name, String value) {
        out.println("       " + name + ": " + Shortened.value(name, value));
    }

    /** What comes behind a question mark has been shown, or is a secret. */
    private static String withoutQuery(String url) {
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query) + "?…";
    }
}
