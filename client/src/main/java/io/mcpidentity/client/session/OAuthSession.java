package io.mcpidentity.client.session;

import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.client.ProviderUnavailable;
import io.mcpidentity.client.authorization.Parameters;
import io.mcpidentity.client.discovery.Challenge;
import io.mcpidentity.client.token.DpopKey;
import io.mcpidentity.config.Configuration;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One user's access to one MCP server (MCP 2026-07-28, Authorization): finds out who issues tokens for it, signs in, renews,
 * and asks for more scopes when the server wants more. Thread-safe.
 *
 * <pre>{@code
 * OAuthSession session = OAuthSession.create(server, Configuration.load());
 * session.signIn();
 *
 * Map<String, String> headers = session.headers("POST", server);
 * // send the request; then, with what it was sent with:
 * Answer answer = session.answered(requestHeaders, status, answerHeaders);
 * }</pre>
 *
 * <p>While the token is fresh, {@link #headers} reads memory and nothing else. Everything that may take time has a deadline;
 * what waits for a person waits as long as {@code client.sign-in-timeout} says. Tokens are sent to the server's own origin
 * only.
 *
 * <p>Does not send the requests, nor follow redirects: neither must whoever sends them with these headers.
 */
public final class OAuthSession implements AutoCloseable {

    private static final Answer PASSED = new Answer.Passed();

    private final Household household;
    private final Users users;
    private final boolean isHead;
    private final Parts parts;
    private final Target target;
    private final Chain chain;
    private final Renewal renewal;
    private final WebSignIn web;
    private final Refusals refusals;
    private final Settlements settlements;
    private final Flights<String, Live> renewals = new Flights<>();

    OAuthSession(Household household, String user) {
        this(household, user, new Users(), true);
        users.session(user, () -> this);
    }

    private OAuthSession(Household household, String user, Users users, boolean isHead) {
        this.household = household;
        this.users = users;
        this.isHead = isHead;
        parts = household.parts(user);
        target = new Target(parts.server());
        chain = new Chain(parts.clock(), parts.plan().signInTimeout());
        renewal = new Renewal(parts, household.machine());
        CodeFlow flow = new CodeFlow(parts);
        web = new WebSignIn(parts, flow);
        refusals = new Refusals(parts, renewal, household.signIn(parts, flow, web), chain);
        settlements = new Settlements(refusals::settle, parts.plan().settlingTimeout(), chain);
    }

    /**
     * A session as {@code client.*} of the configuration describes it.
     *
     * @param server the URL of the MCP server's endpoint
     * @throws io.mcpidentity.config.ConfigurationException with all problems together
     */
    public static OAuthSession create(URI server, Configuration configuration) {
        return builder(server).configuration(configuration).build();
    }

    /** Describes a session by code. */
    public static SessionBuilder builder(URI server) {
        return new SessionBuilder(server);
    }

    /**
     * A session of another user, with the same settings and the same store; it ends with this one. Asked again, it is the
     * same one as long as that was used not too many users ago, so this may be called for each request.
     *
     * @param user any text that stands for this user and no other, and does not change
     */
    public OAuthSession forUser(String user) {
        return users.session(user, () -> new OAuthSession(household, user, users, false));
    }

    /** The MCP server. */
    public URI server() {
        return parts.server();
    }

    /**
     * The headers that a request is sent with: none as long as nobody is signed in, so that the server says what it wants. A
     * token that is about to end is renewed before.
     *
     * @param method the HTTP method
     * @param uri where the request goes
     * @throws ClientFailure if the token has ended and cannot be renewed now, or the request goes to another origin
     */
    public Map<String, String> headers(String method, URI uri) throws ClientFailure {
        Instant now = parts.now();
        Live live = parts.memory().live();
        return headers(live.isFresh(now) ? live : renewal.current(), now, method, uri);
    }

    /** The same without waiting: at once while the token is fresh, else from one of the session's own threads. */
    public CompletionStage<Map<String, String>> headersAsync(String method, URI uri) {
        Instant now = parts.now();
        Live live = parts.memory().live();
        return live.isFresh(now)
                ? headersNow(live, now, method, uri)
                : renewals.join("", renewal::current, household.executor())
                        .thenCompose(current -> headersNow(current, parts.now(), method, uri));
    }

    private CompletableFuture<Map<String, String>> headersNow(Live live, Instant now, String method, URI uri) {
        try {
            return CompletableFuture.completedFuture(headers(live, now, method, uri));
        } catch (ClientFailure failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private Map<String, String> headers(Live live, Instant now, String method, URI uri) throws ClientFailure {
        HeldTokens held = live.fresh();
        if (held == null || !held.isUsable(now)) {
            return Map.of();
        }
        target.require(uri);
        chain.sends();
        if (!held.tokens().dpop()) {
            return live.authorization();
        }
        DpopKey key = live.state()
                .flatMap(parts.memory()::dpopKey)
                .orElseThrow(() -> new AccessRefused("The key that the token is bound to is gone; sign in anew"));
        return Map.of(
                "Authorization",
                live.authorization().getOrDefault("Authorization", ""),
                "DPoP",
                key.proof(method, uri, held.tokens().access()));
    }

    /**
     * What an answer means for its request, after whatever that takes: renewing, signing in, signing in for more scopes. Tell
     * it of every answer of 401 and 403, and of others too where a server hands out DPoP nonces.
     *
     * @param requestHeaders what the request was sent with, {@link #headers} among it
     * @param status the HTTP status
     * @param answerHeaders the headers of the answer
     */
    public Answer answered(
            Map<String, List<String>> requestHeaders, int status, Map<String, List<String>> answerHeaders) {
        ServerAnswer answer = heard(requestHeaders, status, answerHeaders);
        return answer.isRefusal() ? settlements.settle(answer) : PASSED;
    }

    private ServerAnswer heard(
            Map<String, List<String>> requestHeaders, int status, Map<String, List<String>> answerHeaders) {
        ServerAnswer answer = ServerAnswer.of(requestHeaders, status, answerHeaders);
        if (!answer.nonces().isEmpty()) {
            parts.memory()
                    .live()
                    .state()
                    .flatMap(parts.memory()::dpopKey)
                    .ifPresent(key -> key.remember(parts.server(), answer.nonces()));
        }
        if (status < 400 && answer.sent().isPresent()) {
            chain.end();
        }
        return answer;
    }

    /**
     * The same for callers that send one request at a time and have not kept its headers: it is taken for sent with the token
     * of now, so that a token which is renewed meanwhile counts as refused.
     */
    public Answer answered(int status, Map<String, List<String>> answerHeaders) {
        return answered(lists(parts.memory().live().authorization()), status, answerHeaders);
    }

    /** The same without waiting; what would be {@link Answer.Failed} is the failure of the stage. */
    public CompletionStage<Answer> answeredAsync(
            Map<String, List<String>> requestHeaders, int status, Map<String, List<String>> answerHeaders) {
        ServerAnswer answer = heard(requestHeaders, status, answerHeaders);
        if (!answer.isRefusal()) {
            return CompletableFuture.completedFuture(PASSED);
        }
        return settlements
                .settleLater(answer, household.executor())
                .thenCompose(settled -> settled instanceof Answer.Failed failed
                        ? CompletableFuture.failedFuture(failed.failure())
                        : CompletableFuture.completedFuture(settled));
    }

    /**
     * Signs in now, so that no request waits for it: does nothing where somebody is signed in already, or the server wants
     * nobody to be.
     *
     * <p>Does not check that the server still takes a token that has not ended: the first request tells.
     *
     * @throws ClientFailure if that did not work; {@link io.mcpidentity.client.SignInRequired} without a user agent
     */
    public void signIn() throws ClientFailure {
        Optional<ProviderUnavailable> outage = Optional.empty();
        try {
            if (renewal.current().isUsable(parts.now())) {
                return;
            }
        } catch (ProviderUnavailable unavailable) {
            outage = Optional.of(unavailable);
        }
        Probe.Heard heard = household.probe().ask();
        if (!heard.refused() && parts.authorities().resource(heard.challenge()).isEmpty()) {
            return;
        }
        Authority authority = refusals.authority(heard.challenge());
        if (outage.isPresent() && parts.reread().isAt(authority.issuer())) {
            throw outage.get();
        }
        refusals.signIn(heard.challenge(), authority);
    }

    /** The same without waiting. */
    public CompletionStage<Void> signInAsync() {
        return household
                .later(() -> {
                    signIn();
                    return PASSED;
                })
                .thenAccept(done -> {});
    }

    /**
     * Begins a sign-in whose answer the program takes itself, by a web application's redirect.
     *
     * @param redirectUri where the answer comes to; the authorization server has to know it
     * @return where to send the person; good once
     */
    public URI begin(URI redirectUri) throws ClientFailure {
        if (household.machine().isPresent()) {
            throw new ClientMisconfigured("Nobody signs in with this client.grant; set authorization-code");
        }
        Optional<Challenge> challenge = refusals.lastChallenge();
        if (challenge.isEmpty()) {
            challenge = household.probe().ask().challenge();
        }
        Authority authority = refusals.authority(challenge);
        return web.begin(authority, redirectUri, refusals.scopes(authority, challenge));
    }

    /**
     * Takes the answer of a sign-in that this user has begun, in this process or in another that shares the store.
     *
     * <p>Does not check who this user is: call it on the session of whoever is signed in to the web application, as its own
     * cookie says, and of nobody whom the redirect names.
     *
     * @param query the query of the redirect, as it was sent ({@link URI#getRawQuery()})
     * @throws ClientFailure if it is not that answer, or says no
     */
    public void complete(String query) throws ClientFailure {
        complete(Parameters.parse(query)
                .orElseThrow(() -> new AccessRefused("The answer to the sign-in is malformed"))
                .once());
    }

    /**
     * The same, for those who have read the query already.
     *
     * @param queryParameters the parameters of the redirect, decoded; none of them may have stood twice
     * @throws ClientFailure if it is not that answer, or says no
     */
    public void complete(Map<String, String> queryParameters) throws ClientFailure {
        web.complete(queryParameters);
        chain.authorized();
        chain.sendsAgain();
    }

    /** The scopes of the token that there is, as far as the authorization server has said it. */
    public Set<String> scopes() throws ClientFailure {
        HeldTokens held = renewal.current().fresh();
        return held == null ? Set.of() : held.tokens().scopes();
    }

    /**
     * Forgets who is signed in, here and in the store; then asks the authorization server to do so too (RFC 7009), where it
     * has a way to. Whether that worked is in the log alone: nothing of it is left here in any case.
     *
     * @throws ClientFailure if the store does not work
     */
    public void signOut() throws ClientFailure {
        SessionState ended = parts.saved().alone(() -> {
            SessionState state = parts.saved().read();
            parts.saved().remove();
            parts.memory().show(SessionState.EMPTY);
            return state;
        });
        chain.end();
        parts.revoke(ended);
    }

    /** Lets connections and the store go, where they are the session's own; that of {@link #forUser} has none. */
    @Override
    public void close() {
        if (isHead) {
            household.close();
        }
    }

    private static Map<String, List<String>> lists(Map<String, String> headers) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        return lists;
    }

    /** Names the server. */
    @Override
    public String toString() {
        return "OAuthSession[" + parts.server().getHost() + "]";
    }
}
