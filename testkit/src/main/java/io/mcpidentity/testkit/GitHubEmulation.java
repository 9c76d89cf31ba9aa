package io.mcpidentity.testkit;

import io.mcpidentity.AccessToken;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An emulation of GitHub on loopback, as GitHub's REST API description and its pages about OAuth apps have it: what an app may
 * ask about its tokens, what a token shows of its person, and a sign-in by program. It is laid out like a GitHub Enterprise
 * Server: the API is below {@code /api/v3}. Thread-safe.
 *
 * <p>It is stricter than GitHub: a request without {@code Accept: application/vnd.github+json}, without an API version that it
 * knows, or without {@code User-Agent} is answered 400 or 403 everywhere. Like GitHub it answers errors at the token endpoint
 * with status 200, separates scopes there by commas, leaves out scopes that others imply, wants the client secret beside
 * PKCE, and takes any app's token at its API.
 *
 * <p>Does not show any page, ask anybody for consent, know single sign-on of organizations, or have any other endpoint.
 */
public final class GitHubEmulation extends EmulatedServer {

    /** The client id of the app that the protected server is configured with. */
    public static final String CLIENT_ID = "Ov23liEmulatedApp";

    /** The client secret of {@link #CLIENT_ID}. */
    public static final String CLIENT_SECRET = "a-secret-of-the-emulated-app";

    /** The client id of another app, which has nothing to do with the protected server. */
    public static final String OTHER_CLIENT_ID = "Ov23liSomebodyElse";

    static final String API = "/api/v3";

    private static final int LARGEST_PAGE = 100;
    private static final int USUAL_PAGE = 30;
    private static final String VERSION = "2022-11-28";

    /** A limit that GitHub says it has been met. */
    public enum Limit {
        /** None. */
        NONE,
        /** That of calls in an hour: 403, {@code x-ratelimit-remaining: 0}, and when it starts anew, in ten minutes. */
        PRIMARY,
        /** A secondary one, with {@code Retry-After}. */
        SECONDARY,
        /** A secondary one that names no time. */
        SECONDARY_WITHOUT_TIME
    }

    private final GitHubWorld world = new GitHubWorld();
    private final GitHubSignIn signIn = new GitHubSignIn(world, this::issuer);
    private final GitHubJson json = new GitHubJson(this::url);
    private volatile Limit limit = Limit.NONE;
    private volatile int limitStatus = 403;
    private volatile boolean spammed;

    private GitHubEmulation() {}

    /** Starts one on a free port; nobody has an account yet. */
    public static GitHubEmulation start() {
        GitHubEmulation emulation = new GitHubEmulation();
        emulation.serve();
        return emulation;
    }

    private void serve() {
        at("POST", API + "/applications/{client}/token", request -> asApp(request, this::check));
        at(
                "DELETE",
                API + "/applications/{client}/token",
                request -> asApp(request, token -> {
                    world.forget(token);
                    return Answer.status(204);
                }));
        at(
                "DELETE",
                API + "/applications/{client}/grant",
                request -> asApp(request, token -> {
                    world.forgetGrant(token);
                    return Answer.status(204);
                }));
        at("GET", API + "/user", request -> asPerson(request, token -> Answer.json(json.person(token.owner()))));
        at("GET", API + "/user/memberships/orgs", request -> asPerson(request, "read:org", 403, this::memberships));
        at("GET", API + "/user/teams", request -> asPerson(request, "read:org", 403, this::teams));
        at("GET", API + "/user/emails", request -> asPerson(request, "user:email", 404, this::emails));
        at("GET", API + "/repos/{owner}/{name}", request -> asPerson(request, token -> repository(request, token)));
        at("GET", API + "/installation/repositories", request -> asApi(request, this::installation));
        at("GET", "/login/oauth/authorize", signIn::authorize);
        at("POST", "/login/oauth/access_token", signIn::redeem);
        at(
                "GET",
                "/.well-known/oauth-authorization-server/login/oauth",
                request -> Answer.json(json.metadata(issuer())));
    }

    /** The issuer of GitHub's metadata: {@code /login/oauth} below its URL. */
    @Override
    public String issuer() {
        return url() + "/login/oauth";
    }

    /** The number of the account with this login, which exists from its first mention on. */
    public long account(String login) {
        return world.account(login).id();
    }

    /** A token of the OAuth app {@link #CLIENT_ID} with these scopes, of those that others imply none; it does not expire. */
    public AccessToken token(String login, String... scopes) {
        return world.issue("gho_", CLIENT_ID, login, Set.of(scopes), Optional.empty());
    }

    /** A token of {@link #CLIENT_ID} as a GitHub App issues it: no scopes, and eight hours. */
    public AccessToken appToken(String login) {
        return world.issue(
                "ghu_", CLIENT_ID, login, Set.of(), Optional.of(Instant.now().plusSeconds(28_800)));
    }

    /** A token of {@link #OTHER_CLIENT_ID}, with which its holder can do all that this API allows. */
    public AccessToken foreignToken(String login, String... scopes) {
        return world.issue("gho_", OTHER_CLIENT_ID, login, Set.of(scopes), Optional.empty());
    }

    /** A classic personal access token. */
    public AccessToken personalToken(String login, String... scopes) {
        return world.issue("ghp_", "", login, Set.of(scopes), Optional.empty());
    }

    /** A fine-grained personal access token, which expires in 30 days. */
    public AccessToken fineGrainedToken(String login) {
        return world.issue(
                "github_pat_", "", login, Set.of(), Optional.of(Instant.now().plusSeconds(2_592_000)));
    }

    /** An installation's token for these repositories, as {@code owner/name}; they exist from their first mention on. */
    public AccessToken installationToken(String... repositories) {
        AccessToken token = world.issue(
                "ghs_", OTHER_CLIENT_ID, "", Set.of(), Optional.of(Instant.now().plusSeconds(3600)));
        world.reach(token, List.of(repositories));
        return token;
    }

    /** Lets a token expire now. */
    public void expire(AccessToken token) {
        world.expire(token);
    }

    /** Takes a token back, as its holder does in the settings of the account. */
    public void revoke(AccessToken token) {
        world.forget(token.value());
    }

    /** Whether a token still works at GitHub. */
    public boolean works(AccessToken token) {
        return world.token(token.value()).isPresent();
    }

    /** Makes an account a member of an organization. */
    public void member(String organization, String login) {
        world.member(organization, login, "active");
    }

    /** Invites an account to an organization; it has not accepted yet. */
    public void invite(String organization, String login) {
        world.member(organization, login, "pending");
    }

    /** Ends a membership, with those in the organization's teams. */
    public void leave(String organization, String login) {
        world.leave(organization, login);
    }

    /** Puts an account into a team, by the team's short name. */
    public void team(String organization, String team, String login) {
        world.team(organization, team, login);
    }

    /** Gives an account an e-mail address. */
    public void email(String login, String address, boolean primary, boolean verified) {
        world.email(login, new GitHubWorld.Email(address, primary, verified));
    }

    /** Gives an account {@code pull}, {@code push} or {@code admin} to a private repository. */
    public void permit(String repository, String login, String permission) {
        world.permit(repository, login, permission);
    }

    /** Says from now on that a limit was met, with this status: 403 or 429. */
    public void limit(Limit met, int status) {
        limit = met;
        limitStatus = status;
    }

    /** Answers questions about tokens with 422 from now on, as those who ask too often are answered; or not any more. */
    public void spammed(boolean answer) {
        spammed = answer;
    }

    /** Issues tokens that expire, with refresh tokens, at sign-ins from now on: as a GitHub App does. */
    public void expiring(boolean expire) {
        signIn.expiring(expire);
    }

    private Answer asApp(Request request, Function<String, Answer> answer) {
        return asApi(request, () -> {
            if (!request.credentials().equals(Optional.of(CLIENT_ID + ":" + CLIENT_SECRET))) {
                return GitHubJson.error(401, "Bad credentials");
            }
            Optional<String> token = GitHubWorld.tokenIn(request);
            if (spammed || token.isEmpty()) {
                return GitHubJson.error(422, "Validation Failed");
            }
            boolean isOurs = request.variable("client").equals(CLIENT_ID)
                    && world.token(token.get())
                            .filter(known -> known.clientId().equals(CLIENT_ID))
                            .isPresent();
            return isOurs ? answer.apply(token.get()) : GitHubJson.error(404, "Not Found");
        });
    }

    private Answer check(String value) {
        return Answer.json(json.authorization(world.token(value).orElseThrow()));
    }

    private Answer asPerson(Request request, Function<GitHubWorld.Token, Answer> answer) {
        return asApi(request, () -> {
            Optional<GitHubWorld.Token> token = request.bearer().flatMap(world::token);
            if (token.isEmpty()) {
                return GitHubJson.error(401, "Bad credentials");
            }
            if (token.get().isInstallations()) {
                return GitHubJson.error(403, "Resource not accessible by integration");
            }
            Answer good = answer.apply(token.get());
            if (token.get().hasScopes()) {
                good = good.with("X-OAuth-Scopes", String.join(", ", token.get().scopes()));
            }
            return token.get().clientId().isEmpty() && token.get().expiresAt().isPresent()
                    ? good.with(
                            "GitHub-Authentication-Token-Expiration",
                            token.get().expiryHeader())
                    : good;
        });
    }

    private Answer asPerson(
            Request request, String scope, int without, BiFunction<Request, GitHubWorld.Token, Answer> answer) {
        return asPerson(
                request,
                token -> token.hasScopes() && !GitHubWorld.implies(token.scopes(), scope)
                        ? GitHubJson.error(without, "The token lacks the scope " + scope)
                        : answer.apply(request, token));
    }

    private Answer asApi(Request request, Function<Request, Answer> answer) {
        return asApi(request, () -> answer.apply(request));
    }

    private Answer asApi(Request request, Supplier<Answer> answer) {
        if (request.header("User-Agent").isEmpty()) {
            return GitHubJson.error(403, "Request forbidden by administrative rules: no User-Agent");
        }
        if (!request.header("Accept").equals(Optional.of("application/vnd.github+json"))
                || !request.header("X-GitHub-Api-Version").equals(Optional.of(VERSION))) {
            return GitHubJson.error(400, "The emulation wants Accept and X-GitHub-Api-Version");
        }
        return switch (limit) {
            case NONE -> limited(answer.get(), 4999);
            case PRIMARY -> limited(GitHubJson.error(limitStatus, "API rate limit exceeded"), 0);
            case SECONDARY ->
                limited(GitHubJson.error(limitStatus, "You have exceeded a secondary rate limit"), 4998)
                        .with("Retry-After", String.valueOf(RETRY_AFTER.toSeconds()));
            case SECONDARY_WITHOUT_TIME ->
                limited(GitHubJson.error(limitStatus, "You have exceeded a secondary rate limit"), 4998);
        };
    }

    private static Answer limited(Answer answer, int remaining) {
        return answer.with("X-RateLimit-Limit", "5000")
                .with("X-RateLimit-Remaining", String.valueOf(remaining))
                .with(
                        "X-RateLimit-Reset",
                        String.valueOf(Instant.now().plusSeconds(600).getEpochSecond()));
    }

    private Answer memberships(Request request, GitHubWorld.Token token) {
        List<Object> found = new ArrayList<>();
        world.memberships(token.owner().login()).forEach((organization, state) -> {
            if (request.parameter("state").filter(asked -> !asked.equals(state)).isEmpty()) {
                found.add(json.membership(organization, world.id(organization), state, token.owner()));
            }
        });
        return page(request, found);
    }

    private Answer teams(Request request, GitHubWorld.Token token) {
        List<Object> found = new ArrayList<>();
        world.teams(token.owner().login())
                .forEach(team -> found.add(json.team(team, world.id(team), world.id(team.split("/")[0]))));
        return page(request, found);
    }

    private Answer emails(Request request, GitHubWorld.Token token) {
        return page(request, new ArrayList<>(world.emails(token.owner().login())));
    }

    private Answer repository(Request request, GitHubWorld.Token token) {
        String name = request.variable("owner") + "/" + request.variable("name");
        Optional<String> permission = world.permission(name, token.owner().login());
        boolean isVisible =
                permission.isPresent() && (!token.hasScopes() || GitHubWorld.implies(token.scopes(), "repo"));
        return isVisible
                ? Answer.json(json.repository(
                        name, world.id(name), world.account(request.variable("owner")), permission.get()))
                : GitHubJson.error(404, "Not Found");
    }

    private Answer installation(Request request) {
        Optional<List<String>> reached =
                request.bearer().filter(value -> world.token(value).isPresent()).flatMap(world::reached);
        if (reached.isEmpty()) {
            return GitHubJson.error(401, "Bad credentials");
        }
        List<Object> repositories = new ArrayList<>();
        for (String name : reached.get()) {
            repositories.add(json.repository(name, world.id(name), world.account(name.split("/")[0]), "push"));
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("total_count", repositories.size());
        answer.put("repositories", repositories);
        return Answer.json(answer);
    }

    private Answer page(Request request, List<Object> all) {
        int size = Math.min(LARGEST_PAGE, number(request, "per_page", USUAL_PAGE));
        int page = number(request, "page", 1);
        int from = Math.min(all.size(), (page - 1) * size);
        int to = Math.min(all.size(), from + size);
        Answer answer = Answer.json(all.subList(from, to));
        return to == all.size()
                ? answer
                : answer.with(
                        "Link",
                        "<" + url() + request.path() + "?per_page=" + size + "&page=" + (page + 1) + ">; rel=\"next\"");
    }

    private static int number(Request request, String parameter, int absent) {
        return request.parameter(parameter).map(Integer::parseInt).orElse(absent);
    }
}
