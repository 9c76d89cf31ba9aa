package io.mcpidentity.quickstart.tour;

import io.mcpidentity.quickstart.tour.Page.Form;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A person at a browser: fills in what the pages ask for, and allows what they are asked to allow. */
final class Browser {

    private static final int MOST_PAGES = 8;
    private static final String ALLOW = "allow";

    private final Wire wire;
    private final Transcript transcript;
    private final String user;
    private final String password;

    Browser(Transcript transcript, String user, String password) {
        this.wire = Wire.ofBrowser(transcript);
        this.transcript = transcript;
        this.user = user;
        this.password = password;
    }

    /** Opens a page and does what it takes until the browser is sent to the client; the parameters that it brings there. */
    Map<String, String> authorize(String url, Map<String, String> query, String redirectUri)
            throws Surprise, IOException, InterruptedException {
        Reply reply = wire.send(Call.get(url, query));
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            Page page = Page.parse(reply.body());
            Optional<String> leadsTo = reply.header("Location").or(page::refresh);
            if (leadsTo.isPresent()) {
                String target = reply.url().resolve(leadsTo.get()).toString();
                if (target.startsWith(redirectUri + "?")) {
                    return arrived(redirectUri, target.substring(redirectUri.length() + 1));
                }
                reply = wire.send(Call.get(target));
            } else {
                Surprise.unless(
                        reply.status() == 200, "a page to sign in or to consent", reply.status() + " " + page.title());
                reply = submit(reply.url(), page);
            }
        }
        throw new Surprise("to be sent back to the client", "page after page");
    }

    private Reply submit(URI at, Page page) throws Surprise, IOException, InterruptedException {
        for (Form form : page.forms()) {
            Optional<Map<String, String>> allow = form.button(ALLOW);
            if (form.asksForPassword() || allow.isPresent()) {
                transcript.note("the page “" + page.title() + "” is filled in");
                Map<String, String> fields = form.fields();
                form.field("text").ifPresent(name -> fields.put(name, user));
                form.field("password").ifPresent(name -> fields.put(name, password));
                allow.ifPresent(button -> fields.put(button.getOrDefault("name", ""), ALLOW));
                return wire.send(Call.form(at.resolve(form.action()).toString(), fields));
            }
        }
        throw new Surprise("a form to sign in or to consent", "the page “" + page.title() + "”");
    }

    private Map<String, String> arrived(String redirectUri, String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            parameters.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
        }
        transcript.note("the browser is sent to " + redirectUri + " with");
        transcript.values(parameters);
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
