package io.mcpidentity.quickstart.tour;

import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an MCP client does to be let in: finds the authorization server, registers, gets tokens and gives them back. */
final class OAuthClient {

    /** Nobody listens there: the browser of the tour reads where it is sent to, and does not go. */
    static final String REDIRECT_URI = "http://127.0.0.1:33418/callback";

    private final Wire wire;
    private final String resource;
    private Reply server;
    private String clientId = "";
    private Pkce pkce = Pkce.create();
    private Map<String, String> tokens = Map.of();

    OAuthClient(Wire wire, String resource, Reply server) {
        this.wire = wire;
        this.resource = resource;
        this.server = server;
    }

    /** Reads the metadata of the authorization server (RFC 8414 §3). */
    static OAuthClient discover(Wire wire, String resource, String issuer)
            throws Surprise, IOException, InterruptedException {
        URI location = URI.create(issuer);
        String origin = location.getScheme() + "://" + location.getRawAuthority();
        Reply metadata = wire.send(
                Call.get(origin + "/.well-known/oauth-authorization-server" + location.getRawPath()),
                "issuer",
                "authorization_endpoint",
                "token_endpoint",
                "registration_endpoint",
                "revocation_endpoint",
                "code_challenge_methods_supported");
        Surprise.unless(metadata.status() == 200, "200", metadata.summary());
        Surprise.unless(metadata.text("issuer").equals(issuer), "the issuer " + issuer, metadata.text("issuer"));
        List<String> methods = metadata.words("code_challenge_methods_supported");
        Surprise.unless(methods.equals(List.of("S256")), "PKCE with S256 alone", methods.toString());
        return new OAuthClient(wire, resource, metadata);
    }

    /** Registers without knowing anybody there (RFC 7591). */
    void register(String scope) throws Surprise, IOException, InterruptedException {
        Map<String, Object> client = new LinkedHashMap<>();
        client.put("client_name", "The tour");
        client.put("redirect_uris", List.of(REDIRECT_URI));
        client.put("grant_types", List.of("authorization_code", "refresh_token"));
        client.put("response_types", List.of("code"));
        client.put("token_endpoint_auth_method", "none");
        client.put("scope", scope);
        Reply registered = wire.send(
                Call.json(server.text("registration_endpoint"), client), "client_id", "client_name", "redirect_uris");
        Surprise.unless(registered.status() == 201, "201", registered.summary());
        clientId = registered.text("client_id");
        Surprise.unless(!clientId.isEmpty(), "a client_id", "none");
    }

    /** Sends the browser to the authorization server; the code that it brings back. */
    String authorize(Browser browser, String scope) throws Surprise, IOException, InterruptedException {
        pkce = Pkce.create();
        String state = Pkce.random();
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", clientId);
        query.put("redirect_uri", REDIRECT_URI);
        query.put("scope", scope);
        query.put("resource", resource);
        query.put("state", state);
        query.put("code_challenge", pkce.challenge());
        query.put("code_challenge_method", "S256");
        Map<String, String> answer = browser.authorize(server.text("authorization_endpoint"), query, REDIRECT_URI);
        Surprise.unless(answer.containsKey("code"), "a code", answer.getOrDefault("error", "no code"));
        Surprise.unless(state.equals(answer.get("state")), "the state that was sent", "another");
        String issuer = answer.getOrDefault("iss", "none");
        Surprise.unless(issuer.equals(server.text("issuer")), "iss to be the issuer (RFC 9207)", issuer);
        return answer.getOrDefault("code", "");
    }

    /** Redeems a code. */
    Reply redeem(String code) throws Surprise, IOException, InterruptedException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", REDIRECT_URI);
        form.put("code_verifier", pkce.verifier());
        return tokens(form);
    }

    /** Gets new tokens for the refresh token. */
    Reply refresh() throws Surprise, IOException, InterruptedException {
        String before = refreshToken();
        Reply refreshed = tokens(refreshForm());
        Surprise.unless(!before.equals(refreshToken()), "another refresh token", "the same");
        return refreshed;
    }

    /** Asks for new tokens, and is refused. */
    Reply refreshInVain() throws IOException, InterruptedException {
        return wire.send(Call.form(server.text("token_endpoint"), refreshForm()));
    }

    private Map<String, String> refreshForm() {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", refreshToken());
        form.put("client_id", clientId);
        form.put("resource", resource);
        return form;
    }

    private Reply tokens(Map<String, String> form) throws Surprise, IOException, InterruptedException {
        form.put("client_id", clientId);
        form.put("resource", resource);
        Reply reply = wire.send(Call.form(server.text("token_endpoint"), form));
        Surprise.unless(reply.status() == 200, "200", reply.summary());
        Surprise.unless(reply.text("token_type").equals("Bearer"), "a token of type Bearer", reply.text("token_type"));
        tokens = JsonObject.flat(reply.json());
        Surprise.unless(!refreshToken().isEmpty(), "a refresh token", "none");
        return reply;
    }

    /** Gives the tokens back (RFC 7009). */
    void revoke() throws Surprise, IOException, InterruptedException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("token", refreshToken());
        form.put("token_type_hint", "refresh_token");
        form.put("client_id", clientId);
        Reply revoked = wire.send(Call.form(server.text("revocation_endpoint"), form));
        Surprise.unless(revoked.status() == 200, "200", revoked.summary());
    }

    String accessToken() {
        return tokens.getOrDefault("access_token", "");
    }

    private String refreshToken() {
        return tokens.getOrDefault("refresh_token", "");
    }
}
