package io.mcpidentity.broker.signin;

import io.mcpidentity.broker.client.Client;
import io.mcpidentity.broker.web.BrokerLocation;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the pages say. Immutable and thread-safe. */
final class SignInPages {

    static final String INTERACTION = "interaction";
    static final String USERNAME = "username";
    static final String PASSWORD = "password";
    static final String DECISION = "decision";
    static final String ALLOW = "allow";
    static final String DENY = "deny";

    private static final String PROBLEM = "problem";

    private final BrokerLocation location;
    private final String server;

    /** For pages about the server with this resource identifier. */
    SignInPages(BrokerLocation location, String resource) {
        this.location = location;
        this.server =
                Optional.ofNullable(URI.create(resource).getRawAuthority()).orElse(resource);
    }

    /**
     * What the sign-in page shows.
     *
     * @param client who asks
     * @param interaction the sealed interaction
     * @param username the name to begin with; empty for none
     * @param problem why the last attempt failed, if there was one
     */
    record SignIn(Client client, String interaction, String username, Optional<String> problem) {}

    Response signIn(int status, SignIn view) {
        boolean failed = view.problem().isPresent();
        return Pages.page(status, failed ? "Sign-in failed" : "Sign in", html -> {
            html.open("p").text("An application");
            view.client()
                    .name()
                    .ifPresent(name -> html.text(" that calls itself ")
                            .open("strong")
                            .claim(name)
                            .close());
            html.text(" asks for access to ")
                    .element("strong", server)
                    .text(".")
                    .close();
            view.problem().ifPresent(text -> html.element("p", text, "id", PROBLEM, "class", "bad", "role", "alert"));
            form(html, BrokerLocation.SIGN_IN, view.interaction());
            boolean named = !view.username().isEmpty();
            html.element("label", "Name", "for", USERNAME);
            input(html, USERNAME, "text", "username", !named, failed, "value", view.username());
            html.element("label", "Password", "for", PASSWORD);
            input(html, PASSWORD, "password", "current-password", named, failed);
            html.element("button", "Sign in", "type", "submit", "class", "main").close();
        });
    }

    /**
     * What the consent page shows.
     *
     * @param client who asks
     * @param target where the answer goes
     * @param interaction the sealed interaction
     * @param account who is signed in
     * @param granted the scopes that would be granted, in the order to show
     * @param missing the scopes asked for that the account does not have
     */
    record Consent(
            Client client,
            RedirectTarget target,
            String interaction,
            String account,
            List<String> granted,
            List<String> missing) {}

    Response consent(Consent view) {
        boolean possible = !view.granted().isEmpty();
        return Pages.page(200, possible ? "Allow access?" : "Your account cannot allow this", html -> {
            String asks = possible ? " asks for access to " : " asked for access to ";
            html.open("p").open("strong");
            view.client().name().ifPresentOrElse(html::claim, () -> html.text("An application without a name"));
            html.close()
                    .text(asks)
                    .element("strong", server)
                    .text(" in your name.")
                    .close();
            if (view.client().name().isPresent()) {
                html.element("p", "The application chose its name itself: it is unverified.", "class", "soft");
            }
            details(html, view);
            if (view.target().isLocal()) {
                html.element(
                        "p",
                        "The answer goes to an application on this computer. Any program here can use this name: go on only"
                                + " if you have just asked it to connect.",
                        "class",
                        "warn");
            }
            if (possible) {
                list(html, "It will be able to use", view.granted());
            }
            list(html, "Not available to your account", view.missing());
            form(html, BrokerLocation.CONSENT, view.interaction()).open("div", "class", "choice");
            if (possible) {
                choice(html, ALLOW, "Allow", "main");
            }
            choice(html, DENY, possible ? "Deny" : "Go back to the application", "");
            html.close().close();
            form(html, BrokerLocation.SIGN_OUT, view.interaction(), "class", "who");
            html.open("span", "class", "soft")
                    .text("Not ")
                    .claim(view.account())
                    .text("? ")
                    .close();
            html.element("button", "Sign in as someone else", "type", "submit", "class", "link")
                    .close();
        });
    }

    private static void details(Html html, Consent view) {
        html.open("dl").open("div", "class", "target");
        html.element("dt", "You will be sent to")
                .element("dd", view.target().shown())
                .close();
        view.client()
                .documentHost()
                .ifPresent(host ->
                        html.element("dt", "The application is described at").element("dd", host));
        html.element("dt", "Your account")
                .open("dd")
                .claim(view.account())
                .close()
                .close();
    }

    /** The decision is made: on to the client. */
    Response decided(boolean allowed, RedirectTarget target, String url) {
        return Pages.forward(allowed ? "Access allowed" : "Access denied", url, html -> {
            html.open("p").text("You are being sent back to ").element("strong", target.shown());
            html.text(". If nothing happens, follow the link.").close();
            html.open("p")
                    .element("a", "Continue to " + target.shown(), "href", url)
                    .close();
        });
    }

    /** An error that goes to the client from a form. */
    Response onward(String url) {
        return Pages.forward(
                "This did not work",
                url,
                html -> html.element("p", "The application is told why.")
                        .open("p")
                        .element("a", "Back to the application", "href", url)
                        .close());
    }

    Response expired(String query) {
        return Pages.page(400, "This page has expired", html -> {
            html.element(
                    "p",
                    "A page like this can be used for " + Interactions.LIFETIME.toMinutes()
                            + " minutes, in the browser that opened it, with cookies allowed.");
            html.open("p").element("a", "Start again", "href", authorize(query)).close();
        });
    }

    /** The path and query of an authorization request. */
    String authorize(String query) {
        return location.path(BrokerLocation.AUTHORIZE) + "?" + query;
    }

    /** Minutes, or seconds where there are few, rounded up. */
    static String words(Duration wait) {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        long count = seconds < 60 ? seconds : (seconds + 59) / 60;
        return count + (seconds < 60 ? " second" : " minute") + (count == 1 ? "" : "s");
    }

    private static void list(Html html, String heading, List<String> scopes) {
        if (scopes.isEmpty()) {
            return;
        }
        html.element("h2", heading).open("ul");
        scopes.forEach(scope -> html.element("li", scope));
        html.close();
    }

    private static void choice(Html html, String decision, String text, String style) {
        html.element("button", text, "type", "submit", "name", DECISION, "value", decision, "class", style);
    }

    private Html form(Html html, String endpoint, String interaction, String... attributes) {
        List<String> all = new ArrayList<>(List.of("method", "post", "action", location.path(endpoint)));
        all.addAll(List.of(attributes));
        return html.open("form", all.toArray(String[]::new))
                .empty("input", "type", "hidden", "name", INTERACTION, "value", interaction);
    }

    private static void input(
            Html html, String name, String type, String autocomplete, boolean focus, boolean failed, String... more) {
        List<String> all = new ArrayList<>(List.of("id", name, "name", name, "type", type));
        all.addAll(List.of("autocomplete", autocomplete, "required", ""));
        if (name.equals(USERNAME)) {
            all.addAll(List.of("autocapitalize", "none", "spellcheck", "false"));
            all.addAll(List.of("maxlength", Integer.toString(UserEntries.LONGEST_NAME)));
        }
        if (focus) {
            all.addAll(List.of("autofocus", ""));
        }
        if (failed) {
            all.addAll(List.of("aria-invalid", "true", "aria-describedby", PROBLEM));
        }
        all.addAll(List.of(more));
        html.empty("input", all.toArray(String[]::new));
    }
}
