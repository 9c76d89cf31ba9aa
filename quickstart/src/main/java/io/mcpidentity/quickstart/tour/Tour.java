package io.mcpidentity.quickstart.tour;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Plays the story of a stranger who becomes a caller, against a server that runs. Not thread-safe. */
public final class Tour {

    private static final String READ = "mcp:read";
    private static final String WRITE = "mcp:write";

    private final Transcript transcript;
    private final Wire wire;
    private final Browser browser;
    private final McpCalls mcp;
    private final String endpoint;
    private final Duration clockSkew;
    private final Consumer<Duration> time;

    private Map<String, String> challenge = Map.of();
    private String issuer = "";
    private String code = "";
    private @Nullable OAuthClient client;
    private Duration lifetime = Duration.ZERO;

    /**
     * A tour.
     *
     * @param endpoint the MCP endpoint, which is also the resource identifier
     * @param user who signs in: somebody who may read and write
     * @param password their password
     * @param clockSkew how far clocks may be apart for the server
     * @param time makes it later for the server
     * @param out where the story is told
     */
    public Tour(
            String endpoint,
            String user,
            String password,
            Duration clockSkew,
            Consumer<Duration> time,
            PrintStream out) {
        this.transcript = new Transcript(out);
        this.wire = Wire.ofClient(transcript);
        this.browser = new Browser(transcript, user, password);
        this.mcp = new McpCalls(wire, endpoint);
        this.endpoint = endpoint;
        this.clockSkew = clockSkew;
        this.time = time;
    }

    /** Plays all steps; false after the first that did not go as it should, and then the rest is left out. */
    public boolean play() throws InterruptedException {
        List<Step> steps = steps();
        transcript.say("A tour of " + endpoint + ". What goes out is marked >, what comes back <;");
        transcript.say("of tokens, codes and other secrets you see a few characters.");
        for (int at = 0; at < steps.size(); at++) {
            Step step = steps.get(at);
            transcript.begin(at + 1, steps.size(), step);
            try {
                step.action().play();
                transcript.held();
            } catch (Surprise surprise) {
                transcript.failed(surprise.told());
                return false;
            } catch (IOException broken) {
                transcript.failed("expected an answer, and the connection failed: " + broken.getMessage());
                return false;
            }
        }
        transcript.say("");
        transcript.say("All " + steps.size() + " steps held.");
        return true;
    }

    private List<Step> steps() {
        return List.of(
                new Step(
                        "a stranger calls",
                        "401, with the place of the metadata and the scope to ask for",
                        this::strangerIsRefused),
                new Step("the resource's metadata", "who signs callers in for this resource", this::resourceMetadata),
                new Step("the authorization server's metadata", "its endpoints, and PKCE with S256", this::discovery),
                new Step(
                        "the client registers itself", "201 and a client_id, with no account anywhere", this::register),
                new Step(
                        "somebody signs in and consents",
                        "a code at the client's own redirect URI, with its state and the issuer",
                        this::signIn),
                new Step(
                        "the code becomes a token", "a token for " + READ + " alone, and a refresh token", this::token),
                new Step("the tools", "those that " + READ + " allows, and no others", this::tools),
                new Step("a tool that needs more", "403, and the scopes to ask for", this::forbidden),
                new Step("step-up", "consent to more, without the password again", this::stepUp),
                new Step("the same call again", "200: it works now", this::callWorks),
                new Step("refresh", "another access token and another refresh token", this::refresh),
                new Step("expiry", "401 when the token's time is over, 200 after a refresh", this::expiry),
                new Step("revocation", "401 at once, long before the token's time is over", this::revocation));
    }

    private void strangerIsRefused() throws Surprise, IOException, InterruptedException {
        Reply refused = mcp.initialize();
        Surprise.unless(refused.status() == 401, "401", refused.summary());
        challenge = refused.challenge();
        Surprise.unless(challenge.containsKey("resource_metadata"), "resource_metadata", refused.summary());
        Surprise.unless(READ.equals(challenge.get("scope")), "the scope " + READ, refused.summary());
    }

    private void resourceMetadata() throws Surprise, IOException, InterruptedException {
        Reply metadata = wire.send(
                Call.get(challenge.getOrDefault("resource_metadata", "")),
                "resource",
                "authorization_servers",
                "scopes_supported");
        Surprise.unless(metadata.status() == 200, "200", metadata.summary());
        Surprise.unless(
                metadata.text("resource").equals(endpoint), "the resource " + endpoint, metadata.text("resource"));
        issuer = metadata.words("authorization_servers").get(0);
    }

    private void discovery() throws Surprise, IOException, InterruptedException {
        client = OAuthClient.discover(wire, endpoint, issuer);
    }

    private OAuthClient client() {
        return Objects.requireNonNull(client);
    }

    private void register() throws Surprise, IOException, InterruptedException {
        client().register(READ);
    }

    private void signIn() throws Surprise, IOException, InterruptedException {
        code = client().authorize(browser, READ);
    }

    private void token() throws Surprise, IOException, InterruptedException {
        Reply tokens = client().redeem(code);
        Surprise.unless(tokens.text("scope").equals(READ), "the scope " + READ, tokens.text("scope"));
        lifetime = Duration.ofSeconds(Long.parseLong(tokens.text("expires_in")));
        mcp.use(client().accessToken());
    }

    private void tools() throws Surprise, IOException, InterruptedException {
        Reply begun = mcp.initialize();
        Surprise.unless(begun.status() == 200, "200", begun.summary());
        List<String> tools = Arrays.asList(mcp.listTools().text("result.tools").split(" "));
        Surprise.unless(tools.contains("list_notes"), "list_notes among the tools", tools.toString());
        Surprise.unless(!tools.contains("add_note"), "no add_note among the tools", tools.toString());
    }

    private void forbidden() throws Surprise, IOException, InterruptedException {
        Reply refused = addNote();
        challenge = refused.challenge();
        Surprise.unless(refused.status() == 403, "403", refused.summary());
        Surprise.unless("insufficient_scope".equals(challenge.get("error")), "insufficient_scope", refused.summary());
        Surprise.unless(
                wanted().equals(Set.of(READ, WRITE)),
                "the scopes that the token has and the call needs",
                refused.summary());
    }

    private Set<String> wanted() {
        return new LinkedHashSet<>(
                Arrays.asList(challenge.getOrDefault("scope", "").split(" ")));
    }

    private void stepUp() throws Surprise, IOException, InterruptedException {
        Reply tokens = client().redeem(client().authorize(browser, String.join(" ", wanted())));
        Set<String> granted = new LinkedHashSet<>(tokens.words("scope"));
        Surprise.unless(granted.equals(wanted()), "the scopes of the challenge", tokens.text("scope"));
        mcp.use(client().accessToken());
    }

    private void callWorks() throws Surprise, IOException, InterruptedException {
        Reply added = addNote();
        Surprise.unless(added.status() == 200, "200", added.summary());
        String said = added.text("result.content");
        Surprise.unless(said.startsWith("Added"), "the tool's own answer", said);
    }

    private Reply addNote() throws IOException, InterruptedException {
        return mcp.call("add_note", Map.of("text", "read the story again"));
    }

    private void refresh() throws Surprise, IOException, InterruptedException {
        String before = client().accessToken();
        client().refresh();
        Surprise.unless(!before.equals(client().accessToken()), "another access token", "the same");
        mcp.use(client().accessToken());
        works();
    }

    private void expiry() throws Surprise, IOException, InterruptedException {
        Duration later = lifetime.plus(clockSkew).plusSeconds(1);
        transcript.note("the server's clock is put on by " + later.toSeconds() + " s: the token is good for "
                + lifetime.toSeconds() + " s, and clocks may be " + clockSkew.toSeconds() + " s apart");
        time.accept(later);
        refused();
        client().refresh();
        mcp.use(client().accessToken());
        works();
    }

    private void revocation() throws Surprise, IOException, InterruptedException {
        works();
        client().revoke();
        refused();
        Reply inVain = client().refreshInVain();
        Surprise.unless(
                inVain.status() == 400 && inVain.text("error").equals("invalid_grant"),
                "invalid_grant for the refresh token too",
                inVain.summary());
    }

    private void works() throws Surprise, IOException, InterruptedException {
        Reply who = mcp.call("whoami", Map.of());
        Surprise.unless(who.status() == 200, "200", who.summary());
    }

    private void refused() throws Surprise, IOException, InterruptedException {
        Reply refused = mcp.call("whoami", Map.of());
        Surprise.unless(
                refused.status() == 401
                        && "invalid_token".equals(refused.challenge().get("error")),
                "401 and invalid_token",
                refused.summary());
    }
}
