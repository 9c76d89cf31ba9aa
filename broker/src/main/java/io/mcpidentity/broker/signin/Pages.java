package io.mcpidentity.broker.signin;

import io.mcpidentity.spi.HttpEndpoints.Header;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The pages that a browser is shown: their frame, their one style, and their headers. Without state. */
public final class Pages {

    private static final String STYLE = """
            :root{color-scheme:light dark;--page:#f3f4f6;--card:#fff;--text:#1b1f24;--soft:#4b5563;--line:#6b7280;\
            --main:#1d4ed8;--on-main:#fff;--bad:#a4161a;--bad-page:#fdecec;--warn-page:#fff4d6;--warn-line:#8a5a00}
            @media (prefers-color-scheme:dark){:root{--page:#111418;--card:#1b1f25;--text:#e8eaed;--soft:#b4bac3;\
            --line:#8b93a0;--main:#8ab4f8;--on-main:#0b1c3a;--bad:#ffb4ab;--bad-page:#3a1a1a;--warn-page:#33290f;\
            --warn-line:#e0b252}}
            *{box-sizing:border-box}
            body{margin:0;background:var(--page);color:var(--text);font:1rem/1.5 system-ui,sans-serif}
            main{max-width:30rem;margin:8vh auto;padding:2rem;background:var(--card);border-radius:.75rem;\
            box-shadow:0 1px 4px rgba(0,0,0,.25);overflow-wrap:anywhere}
            @media (max-width:34rem){main{margin:0;min-height:100vh;padding:1.5rem 1.25rem;border-radius:0;box-shadow:none}}
            h1{margin:0 0 1rem;font-size:1.5rem;line-height:1.25}
            h2{margin:1.5rem 0 .25rem;font-size:1rem}
            p,ul,dl{margin:0 0 1rem}
            ul{padding-left:1.25rem}
            dt{color:var(--soft);font-size:.875rem}
            dd{margin:0 0 .75rem;font-weight:600}
            .target{margin:0 0 1rem;padding:.75rem 1rem;border:2px solid var(--text);border-radius:.375rem}
            .target dd{margin:0;font-size:1.125rem}
            label{display:block;margin:0 0 .25rem;font-weight:600}
            input{display:block;width:100%;margin:0 0 1rem;padding:.625rem .75rem;font:inherit;color:inherit;\
            background:var(--card);border:1px solid var(--line);border-radius:.375rem}
            button{display:inline-block;min-height:2.75rem;padding:.5rem 1.25rem;font:inherit;font-weight:600;\
            color:var(--main);background:var(--card);border:1px solid var(--main);border-radius:.375rem;cursor:pointer}
            button.main{color:var(--on-main);background:var(--main)}
            button.link{min-height:1.5rem;padding:0;border:0;font-weight:400;background:none;text-decoration:underline}
            a{color:var(--main)}
            input:focus-visible,button:focus-visible,a:focus-visible{outline:3px solid var(--main);outline-offset:2px}
            .choice{display:flex;flex-wrap:wrap;gap:.75rem;margin:1.5rem 0 0}
            .choice button{flex:1 1 8rem}
            .soft{color:var(--soft);font-size:.875rem}
            .bad,.warn{margin:0 0 1rem;padding:.75rem 1rem;border-left:.25rem solid var(--bad);\
            background:var(--bad-page);border-radius:.25rem}
            .bad{color:var(--bad);font-weight:600}
            .warn{border-color:var(--warn-line);background:var(--warn-page)}
            .who{margin:1.5rem 0 0;padding:1rem 0 0;border-top:1px solid var(--line)}
            """;

    /** No script, nothing from elsewhere, not in a frame; forms only to where the page came from. */
    private static final String POLICY = "default-src 'none'; style-src 'sha256-" + sha256(STYLE)
            + "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private static final List<Header> HEADERS = List.of(
            new Header("Content-Type", "text/html; charset=utf-8"),
            new Header("Content-Security-Policy", POLICY),
            new Header("X-Frame-Options", "DENY"),
            new Header("X-Content-Type-Options", "nosniff"),
            new Header("Referrer-Policy", "no-referrer"),
            new Header("Cache-Control", "no-store"),
            new Header("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"));

    private Pages() {}

    /** A page that says what went wrong, and where nothing can be done but to go back. */
    public static Response error(int status, String title, String detail) {
        return page(status, title, html -> html.element("p", detail));
    }

    /** A page under a heading, which is its title as well. */
    static Response page(int status, String title, Consumer<Html> content) {
        return page(status, title, Optional.empty(), content);
    }

    /** A page that sends the browser on at once: a redirect after a form would be held against {@code form-action}. */
    static Response forward(String title, String url, Consumer<Html> content) {
        return page(200, title, Optional.of(url), content);
    }

    private static Response page(int status, String title, Optional<String> onward, Consumer<Html> content) {
        Html html = new Html();
        html.open("html", "lang", "en").open("head").empty("meta", "charset", "utf-8");
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        onward.ifPresent(url -> html.empty("meta", "http-equiv", "refresh", "content", "0;url=" + url));
        html.element("title", title).style(STYLE).close();
        html.open("body").open("main").element("h1", title);
        content.accept(html);
        html.close().close().close();
        return new Response(status, HEADERS, html.document().getBytes(StandardCharsets.UTF_8));
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
