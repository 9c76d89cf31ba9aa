package io.mcpidentity.broker.signin;

import io.mcpidentity.broker.grant.AuthorizationRequest;
import io.mcpidentity.broker.grant.Subjects.Person;
import io.mcpidentity.broker.key.Digests;
import io.mcpidentity.broker.key.Vault;
import io.mcpidentity.broker.signin.Interaction.Stage;
import io.mcpidentity.broker.store.BrowserSession;
import io.mcpidentity.broker.store.Store;
import io.mcpidentity.broker.web.Answers;
import io.mcpidentity.broker.web.BrokerLocation;
import io.mcpidentity.broker.web.Form;
import io.mcpidentity.spi.HttpEndpoints.Request;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The endpoints for people: they sign in, and decide what a client may do in their name (RFC 6749 §3.1). Thread-safe.
 *
 * <p>A decision is asked for each time: most clients cannot prove who they are (RFC 8252 §8.6).
 */
public final class SignInEndpoints {

    private static final System.Logger LOG = System.getLogger(SignInEndpoints.class.getName());

    private final Authorizations authorizations;
    private final Users users;
    private final Store store;
    private final Duration lifetime;
    private final InstantSource clock;
    private final Cookies cookies;
    private final Steps steps;
    private final Interactions interactions;
    private final SignInPages pages;
    private final SignInLimits limits;

    /**
     * Makes them; without I/O.
     *
     * @param site where they are, and for which server
     * @param authorizations the request behind the pages
     * @param users who can sign in
     * @param store keeps the sessions of browsers
     * @param vault seals what the forms carry
     */
    public SignInEndpoints(Site site, Authorizations authorizations, Users users, Store store, Vault vault) {
        this.authorizations = authorizations;
        this.users = users;
        this.store = store;
        this.lifetime = site.sessionLifetime();
        this.clock = site.clock();
        this.cookies = new Cookies(site.location());
        this.interactions = new Interactions(vault, clock);
        this.pages = new SignInPages(site.location(), site.resource());
        this.steps = new Steps(site.location(), authorizations, interactions, cookies, pages);
        this.limits = new SignInLimits(clock);
    }

    /**
     * Where the endpoints are, and for which server.
     *
     * @param location the issuer, and the paths below it
     * @param resource the resource identifier of the protected server
     * @param sessionLifetime how long a browser stays signed in
     * @param clock the clock
     */
    public record Site(BrokerLocation location, String resource, Duration sessionLifetime, InstantSource clock) {}

    /** The authorization endpoint: the consent page where somebody is signed in, else the sign-in page. */
    public Response authorize(Request request) {
        if (!request.method().equals("GET")) {
            return Steps.notAllowed("GET");
        }
        Authorizations.Reading reading = authorizations.read(request.query());
        return reading instanceof Authorizations.Reading.Valid valid
                ? begin(request, valid.request())
                : ((Authorizations.Reading.Refused) reading).answer();
    }

    private Response begin(Request request, AuthorizationRequest asked) {
        Optional<RedirectTarget> target = RedirectTarget.of(asked.redirectUri());
        if (target.isEmpty() || !request.query().chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            return Steps.malformed();
        }
        Optional<String> cookie = cookies.session(request);
        Optional<Person> person = cookie.map(Digests::of).flatMap(this::signedIn);
        Optional<String> known = cookies.browser(request);
        String browser = known.orElseGet(Digests::random);
        Response page;
        if (person.isPresent() && !asked.prompt().contains("login")) {
            String sealed = interactions.seal(Stage.CONSENT, request.query(), browser, cookie);
            Set<String> granted = granted(asked, person.get());
            List<String> missing = asked.scopes().stream()
                    .filter(scope -> !granted.contains(scope))
                    .sorted()
                    .toList();
            page = pages.consent(new SignInPages.Consent(
                    asked.client(),
                    target.get(),
                    sealed,
                    person.get().name().orElse(person.get().subject()),
                    granted.stream().sorted().toList(),
                    missing));
        } else {
            String sealed = interactions.seal(Stage.SIGN_IN, request.query(), browser, cookie);
            String name = person.map(Person::subject).orElse("");
            page = pages.signIn(200, new SignInPages.SignIn(asked.client(), sealed, name, Optional.empty()));
        }
        return known.isPresent() ? page : cookies.withBrowser(page, browser);
    }

    /** Takes a name and a password. */
    public Response signIn(Request request) {
        Steps.Step step = steps.take(request, Stage.SIGN_IN);
        return step instanceof Steps.Step.Go go ? signIn(request, go) : ((Steps.Step.Stop) step).answer();
    }

    private Response signIn(Request request, Steps.Step.Go go) {
        String name = go.form().value(SignInPages.USERNAME).orElse("").strip();
        String password = go.form().value(SignInPages.PASSWORD).orElse("");
        if (name.isEmpty() || password.isEmpty()) {
            return again(400, go, name, "Enter your name and your password.");
        }
        String address = request.remoteAddress();
        Optional<Duration> wait = limits.begin(name, address);
        if (wait.isPresent()) {
            LOG.log(System.Logger.Level.DEBUG, "sign-in refused: too many attempts");
            String text = "Too many attempts. Try again in " + SignInPages.words(wait.get()) + ".";
            return again(429, go, name, text).with("Retry-After", Long.toString(seconds(wait.get())));
        }
        Users.Verdict verdict = users.check(name, password);
        if (verdict instanceof Users.Verdict.Known known) {
            limits.succeeded(name, address);
            return signedIn(go.interaction(), known.person());
        }
        if (verdict instanceof Users.Verdict.Busy) {
            limits.dropped(name, address);
            String text = "Too many people sign in at the moment. Try again in a few seconds.";
            return again(503, go, name, text).with("Retry-After", "5");
        }
        LOG.log(System.Logger.Level.DEBUG, "sign-in refused: wrong name or password");
        return again(403, go, name, "Name or password is wrong.");
    }

    /** The sign-in page once more, with a new interaction: reading what went wrong takes time. */
    private Response again(int status, Steps.Step.Go go, String name, String problem) {
        Interaction interaction = go.interaction();
        String sealed = interactions.reseal(interaction);
        String shown = name.length() > UserEntries.LONGEST_NAME ? "" : name;
        return pages.signIn(status, new SignInPages.SignIn(go.asked().client(), sealed, shown, Optional.of(problem)));
    }

    /** A new cookie for each sign-in: one that somebody else has planted or seen is worth nothing. */
    private Response signedIn(Interaction interaction, Person person) {
        interaction.session().ifPresent(store::removeSession);
        Instant now = clock.instant();
        String cookie = Digests.random();
        store.addSession(new BrowserSession(Digests.of(cookie), person.subject(), now, now.plus(lifetime)));
        return cookies.withSession(Answers.seeOther(onceMore(interaction)), cookie, lifetime);
    }

    /** Takes a decision: to allow, or to deny. */
    public Response consent(Request request) {
        Steps.Step step = steps.take(request, Stage.CONSENT);
        return step instanceof Steps.Step.Go go ? consent(go) : ((Steps.Step.Stop) step).answer();
    }

    private Response consent(Steps.Step.Go go) {
        Optional<RedirectTarget> target = RedirectTarget.of(go.asked().redirectUri());
        String decision = go.form().value(SignInPages.DECISION).orElse("");
        if (target.isEmpty() || !Set.of(SignInPages.ALLOW, SignInPages.DENY).contains(decision)) {
            return Steps.malformed();
        }
        Optional<Person> person = go.interaction().session().flatMap(this::signedIn);
        if (person.isEmpty()) {
            return Answers.seeOther(onceMore(go.interaction()));
        }
        if (decision.equals(SignInPages.DENY)) {
            return denied(go, target.get(), "The request was denied");
        }
        Set<String> granted = granted(go.asked(), person.get());
        if (granted.isEmpty()) {
            return denied(go, target.get(), "The account has none of the scopes that were asked for");
        }
        String url = authorizations.allow(go.asked(), person.get().subject(), granted);
        return pages.decided(true, target.get(), url);
    }

    private Response denied(Steps.Step.Go go, RedirectTarget target, String description) {
        return pages.decided(false, target, authorizations.deny(go.asked(), description));
    }

    /** Ends the browser's session, and starts again with the sign-in page. */
    public Response signOut(Request request) {
        Steps.Step step = steps.take(request, Stage.CONSENT);
        if (step instanceof Steps.Step.Go go) {
            go.interaction().session().ifPresent(store::removeSession);
            return cookies.withoutSession(Answers.seeOther(onceMore(go.interaction())));
        }
        return ((Steps.Step.Stop) step).answer();
    }

    private Optional<Person> signedIn(String digest) {
        Instant now = clock.instant();
        return store.session(digest)
                .filter(session -> now.isBefore(session.expiresAt()))
                .flatMap(session -> users.find(session.subject()));
    }

    private static Set<String> granted(AuthorizationRequest asked, Person person) {
        return asked.scopes().stream().filter(person.scopes()::contains).collect(Collectors.toUnmodifiableSet());
    }

    /** The authorization request without its prompt, which has been heeded. */
    private String onceMore(Interaction interaction) {
        return pages.authorize(Arrays.stream(interaction.query().split("&"))
                .filter(pair -> Form.parse(pair).stream()
                        .allMatch(one -> one.all("prompt").isEmpty()))
                .collect(Collectors.joining("&")));
    }

    private static long seconds(Duration wait) {
        return Math.max(1, wait.plusMillis(999).toSeconds());
    }
}
