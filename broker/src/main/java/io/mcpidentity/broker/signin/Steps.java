package io.mcpidentity.broker.signin;

import io.mcpidentity.broker.grant.AuthorizationRequest;
import io.mcpidentity.broker.signin.Interaction.Stage;
import io.mcpidentity.broker.web.BrokerLocation;
import io.mcpidentity.broker.web.Form;
import io.mcpidentity.spi.HttpEndpoints.Request;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Takes what a page's form sends, if it is that page's, from that browser, in time. Thread-safe. */
final class Steps {

    private final String origin;
    private final Authorizations authorizations;
    private final Interactions interactions;
    private final Cookies cookies;
    private final SignInPages pages;

    Steps(
            BrokerLocation location,
            Authorizations authorizations,
            Interactions interactions,
            Cookies cookies,
            SignInPages pages) {
        URI issuer = URI.create(location.issuer());
        this.origin = (issuer.getScheme() + "://" + issuer.getRawAuthority()).toLowerCase(Locale.ROOT);
        this.authorizations = authorizations;
        this.interactions = interactions;
        this.cookies = cookies;
        this.pages = pages;
    }

    /** What became of taking it. */
    sealed interface Step {

        /**
         * It can be acted on.
         *
         * @param form what was sent
         * @param interaction what the form carried
         * @param asked the authorization request, read anew
         */
        record Go(Form form, Interaction interaction, AuthorizationRequest asked) implements Step {}

        /**
         * It cannot.
         *
         * @param answer the page that says so
         */
        record Stop(Response answer) implements Step {}
    }

    Step take(Request request, Stage stage) {
        if (!request.method().equals("POST")) {
            return new Step.Stop(notAllowed("POST"));
        }
        if (isFromElsewhere(request)) {
            return new Step.Stop(Pages.error(
                    403,
                    "This came from another site",
                    "Nothing was done. Go back to the application that you want to use, and start again."));
        }
        Optional<Form> form = Form.ofBody(request).filter(each -> !each.repeats());
        if (form.isEmpty()) {
            return new Step.Stop(malformed());
        }
        String sealed = form.get().value(SignInPages.INTERACTION).orElse("");
        Interactions.Opened opened = interactions.open(stage, sealed, cookies.browser(request));
        if (opened instanceof Interactions.Opened.Stale stale) {
            return new Step.Stop(pages.expired(stale.query()));
        }
        return opened instanceof Interactions.Opened.Valid valid
                ? read(form.get(), valid.interaction())
                : new Step.Stop(malformed());
    }

    private Step read(Form form, Interaction interaction) {
        Authorizations.Reading reading = authorizations.read(interaction.query());
        if (reading instanceof Authorizations.Reading.Valid valid) {
            return new Step.Go(form, interaction, valid.request());
        }
        Response refused = ((Authorizations.Reading.Refused) reading).answer();
        return new Step.Stop(refused.header("Location").map(pages::onward).orElse(refused));
    }

    /**
     * Whether the browser says that a page of another site sent the form.
     *
     * <p>Because the pages have {@code Referrer-Policy: no-referrer}, browsers send {@code Origin: null} with their forms:
     * that alone says nothing. The sealed interaction and the cookie hold in any case.
     */
    private boolean isFromElsewhere(Request request) {
        List<String> sites = request.headers().getOrDefault("sec-fetch-site", List.of());
        List<String> origins = request.headers().getOrDefault("origin", List.of());
        return !Set.of("same-origin", "none").containsAll(sites)
                || !Set.of(origin, "null").containsAll(origins);
    }

    static Response notAllowed(String method) {
        return Pages.error(405, "This does not work here", "Go back to the application, and start again.")
                .with("Allow", method);
    }

    static Response malformed() {
        return Pages.error(
                400,
                "This cannot be used",
                "What the browser sent is incomplete or was changed. Go back to the application, and start again.");
    }
}
