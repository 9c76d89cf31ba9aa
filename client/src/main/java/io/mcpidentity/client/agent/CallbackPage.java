package io.mcpidentity.client.agent;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * What a browser is shown at the end of a sign-in. Nothing of a request is ever in a page, and nothing comes from elsewhere.
 */
enum CallbackPage {
    /** There are tokens. */
    SIGNED_IN(200, Mark.GOOD, "You are signed in", "You can close this page and go back to the application."),

    /** The answer has arrived, and nobody has said what became of it. */
    RECEIVED(200, Mark.BACK, "Back to the application", """
            The application has received the answer and goes on from here. You can close this page."""),

    /** Somebody refused. */
    DENIED(200, Mark.BAD, "No access was given", """
            The sign-in was refused, so the application got no access. You can close this page. To try again, start the \
            sign-in from the application."""),

    /** Something went wrong. */
    FAILED(200, Mark.BAD, "The sign-in did not work", """
            The application knows more about it. You can close this page. To try again, start the sign-in from the \
            application."""),

    /** The answer to another sign-in, or somebody's attempt. */
    NOT_AWAITED(400, Mark.BAD, "This is not the answer that was awaited", """
            It may belong to an earlier sign-in. Nothing was done. Go on in the page that the application opened last, or \
            start the sign-in again."""),

    /** No request at all. */
    MALFORMED(400, Mark.BAD, "This cannot be read", "What the browser sent is not a proper request. Nothing was done."),

    /** Another path. */
    NOT_HERE(404, Mark.BAD, "There is nothing here", "This address only takes the answer to a sign-in."),

    /** Another method. */
    WRONG_METHOD(405, Mark.BAD, "This does not work here", "This address only takes the answer to a sign-in."),

    /** Another host. */
    WRONG_HOST(421, Mark.BAD, "There is nothing here", "This address only takes the answer to a sign-in."),

    /** More than any browser sends. */
    TOO_LARGE(431, Mark.BAD, "This is too long", "What the browser sent is too long. Nothing was done.");

    private static final String STYLE = """
            :root{color-scheme:light dark;--page:#f3f4f6;--card:#fff;--text:#1b1f24;--soft:#4b5563;--good:#15703c;--bad:#a4161a}
            @media (prefers-color-scheme:dark){:root{--page:#111418;--card:#1b1f25;--text:#e8eaed;--soft:#b4bac3;\
            --good:#7ddb9b;--bad:#ffb4ab}}
            *{box-sizing:border-box}
            body{margin:0;background:var(--page);color:var(--text);font:1rem/1.5 system-ui,sans-serif}
            main{max-width:30rem;margin:8vh auto;padding:2.5rem 2rem;background:var(--card);border-radius:.75rem;\
            box-shadow:0 1px 4px rgba(0,0,0,.25);text-align:center;text-wrap:balance;overflow-wrap:anywhere}
            @media (max-width:34rem){main{margin:0;min-height:100vh;padding:20vh 1.25rem 1.5rem;border-radius:0;box-shadow:none}}
            svg{display:block;width:3.5rem;height:3.5rem;margin:0 auto 1.25rem;fill:none;stroke-width:2;\
            stroke-linecap:round;stroke-linejoin:round}
            .good{stroke:var(--good)}
            .back{stroke:var(--soft)}
            .bad{stroke:var(--bad)}
            h1{margin:0 0 .75rem;font-size:1.5rem;line-height:1.25}
            p{margin:0;color:var(--soft)}
            """;

    /** No script, no form, nothing from elsewhere, not in a frame; the one style by its digest. */
    private static final String HEADERS = String.join(
            "\r\n",
            "Content-Type: text/html; charset=utf-8",
            "Content-Security-Policy: default-src 'none'; style-src 'sha256-" + sha256(STYLE)
                    + "'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
            "X-Frame-Options: DENY",
            "X-Content-Type-Options: nosniff",
            "Cross-Origin-Opener-Policy: same-origin",
            "Cross-Origin-Resource-Policy: same-origin",
            "Referrer-Policy: no-referrer",
            "Cache-Control: no-store",
            "Connection: close");

    private final int status;
    private final Mark mark;
    private final String title;
    private final String text;

    CallbackPage(int status, Mark mark, String title, String text) {
        this.status = status;
        this.mark = mark;
        this.title = title;
        this.text = text;
    }

    private enum Mark {
        GOOD("good", "m7.5 12.5 3 3 6-6.5"),
        BACK("back", "M16.5 12h-9m3.5 3.5L7.5 12 11 8.5"),
        BAD("bad", "M12 7v6m0 3.5v.01");

        private final String style;
        private final String path;

        Mark(String style, String path) {
            this.style = style;
            this.path = path;
        }
    }

    /** The whole HTTP response. */
    byte[] response() {
        byte[] body = html().getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + " \r\n" + HEADERS + "\r\n"
                + (this == WRONG_METHOD ? "Allow: GET\r\n" : "")
                + "Content-Length: " + body.length + "\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.US_ASCII);
        byte[] response = new byte[start.length + body.length];
        System.arraycopy(start, 0, response, 0, start.length);
        System.arraycopy(body, 0, response, start.length, body.length);
        return response;
    }

    private String html() {
        return """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title><style>%s</style></head>
                <body><main><svg class="%s" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="10"/>\
                <path d="%s"/></svg>
                <h1>%s</h1><p>%s</p></main></body></html>
                """.formatted(title, STYLE, mark.style, mark.path, title, text);
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }
}
