package io.mcpidentity.broker.grant;

import io.mcpidentity.broker.client.Client;
import io.mcpidentity.broker.client.Clients;
import io.mcpidentity.broker.client.Clients.Lookup;
import io.mcpidentity.broker.client.RedirectUris;
import io.mcpidentity.broker.web.Form;
import io.mcpidentity.spi.HttpEndpoints.Request;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads authorization requests (RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 8707 §2). Thread-safe.
 *
 * <p>Does not check who is signed in, nor what they may do.
 */
public final class AuthorizationRequests {

    /** The longest {@code state}, in characters: it travels through URLs. */
    static final int LONGEST_STATE = 4096;

    private final Clients clients;
    private final GrantPolicy policy;
    private final ProtectedResource resource;
    private final AuthorizationResponses responses;

    /** Reads requests for what the policy grants. */
    public AuthorizationRequests(Clients clients, GrantPolicy policy, AuthorizationResponses responses) {
        this.clients = clients;
        this.policy = policy;
        this.resource = new ProtectedResource(policy.resource());
        this.responses = responses;
    }

    /** What became of reading. */
    public sealed interface Reading {

        /**
         * It is in order.
         *
         * @param request the request
         */
        record Valid(AuthorizationRequest request) implements Reading {}

        /**
         * It is not, and the client gets to know why.
         *
         * @param location one of its redirect URIs, with the error
         */
        record ToClient(String location) implements Reading {

            /** Names the outcome; the location holds what is the client's. */
            @Override
            public String toString() {
                return "ToClient";
            }
        }

        /**
         * It is not, and there is nobody to whom it would be safe to send the browser (RFC 6749 §4.1.2.1).
         *
         * @param status the HTTP status
         * @param title what is the matter, for people
         * @param detail what they can do; holds nothing that was sent
         */
        record Page(int status, String title, String detail) implements Reading {}
    }

    /** Reads the query of a GET, or the form of a POST (RFC 6749 §3.1). */
    public Reading read(Request request) {
        return switch (request.method()) {
            case "GET" -> read(Form.ofQuery(request));
            case "POST" -> read(Form.ofBody(request));
            default ->
                new Reading.Page(
                        405, "This does not work here", "Go back to the application, and start again from there.");
        };
    }

    /** Reads the query of a request. */
    public Reading read(String query) {
        return read(Form.parse(query));
    }

    private Reading read(Optional<Form> form) {
        if (form.isEmpty() || form.get().repeats()) {
            return refused("The application sent something malformed, or something twice.");
        }
        Optional<String> clientId = form.get().value("client_id");
        if (clientId.isEmpty()) {
            return refused("The application did not say which one it is (client_id).");
        }
        Lookup lookup = clients.find(clientId.get());
        if (lookup instanceof Lookup.Found found) {
            return read(form.get(), found.client());
        }
        return lookup instanceof Lookup.Unavailable unavailable
                ? new Reading.Page(503, "The application cannot be checked at the moment", unavailable.detail())
                : new Reading.Page(400, "This application is not known here", ((Lookup.Unknown) lookup).detail());
    }

    private Reading read(Form form, Client client) {
        Optional<String> redirectUri = form.value("redirect_uri");
        if (redirectUri.isEmpty()) {
            return refused("The application did not say where to go afterwards (redirect_uri).");
        }
        if (!RedirectUris.matches(client.redirectUris(), redirectUri.get()) || isAnsweredAlready(redirectUri.get())) {
            return refused("The application wants to go to an address afterwards that is not one of its own"
                    + " (redirect_uri). Do not go on if you did not start this yourself.");
        }
        Optional<String> state = form.value("state");
        if (state.filter(text -> text.length() > LONGEST_STATE).isPresent()) {
            return refused("The application sent too long a state.");
        }
        Optional<Fault> fault = fault(form, client);
        if (fault.isPresent()) {
            return new Reading.ToClient(responses.error(
                    redirectUri.get(), state, fault.get().error(), fault.get().description()));
        }
        return new Reading.Valid(new AuthorizationRequest(
                client,
                redirectUri.get(),
                state,
                form.value("code_challenge").orElseThrow(),
                scopes(form).orElseThrow(),
                policy.resource(),
                prompt(form)));
    }

    private record Fault(String error, String description) {}

    private Optional<Fault> fault(Form form, Client client) {
        return unsupported(form)
                .or(() -> responseType(form, client))
                .or(() -> challenge(form))
                .or(() -> when(
                        !resource.isMeantBy(form),
                        "invalid_target",
                        "The only resource is the protected server; name it once or leave it out"))
                .or(() -> when(scopes(form).isEmpty(), "invalid_scope", "None of the scopes exists here"))
                .or(() -> promptless(form));
    }

    private static Optional<Fault> unsupported(Form form) {
        Map<String, String> errors = Map.of(
                "request", "request_not_supported",
                "request_uri", "request_uri_not_supported",
                "registration", "registration_not_supported");
        return errors.entrySet().stream()
                .filter(entry -> form.value(entry.getKey()).isPresent())
                .map(entry -> new Fault(entry.getValue(), entry.getKey() + " is not supported"))
                .min((one, other) -> one.error().compareTo(other.error()));
    }

    private static Optional<Fault> responseType(Form form, Client client) {
        Optional<String> type = form.value("response_type");
        if (type.isEmpty()) {
            return Optional.of(new Fault("invalid_request", "response_type is missing"));
        }
        return when(!type.get().equals("code"), "unsupported_response_type", "The only response_type is code")
                .or(() -> when(
                        !client.grantTypes().contains("authorization_code"),
                        "unauthorized_client",
                        "The client is not registered for the grant type authorization_code"))
                .or(() -> when(
                        !form.value("response_mode").orElse("query").equals("query"),
                        "invalid_request",
                        "The only response_mode is query"));
    }

    private static Optional<Fault> challenge(Form form) {
        return when(
                        !form.value("code_challenge_method").equals(Optional.of(Pkce.METHOD)),
                        "invalid_request",
                        "code_challenge_method must be S256 (RFC 7636)")
                .or(() -> when(
                        form.value("code_challenge").filter(Pkce::isChallenge).isEmpty(),
                        "invalid_request",
                        "code_challenge must be a SHA-256 digest in base64url: 43 characters (RFC 7636)"));
    }

    /** There is always something to ask: for the person's name, or for their consent. */
    private static Optional<Fault> promptless(Form form) {
        Set<String> prompt = prompt(form);
        if (!prompt.contains("none")) {
            return Optional.empty();
        }
        return Optional.of(
                prompt.size() > 1
                        ? new Fault("invalid_request", "prompt cannot be none and something else")
                        : new Fault("login_required", "Nobody is signed in without a page"));
    }

    private static Optional<Fault> when(boolean wrong, String error, String description) {
        return wrong ? Optional.of(new Fault(error, description)) : Optional.empty();
    }

    /** What exists of what is asked for, or the default; empty if nothing does. */
    private Optional<Set<String>> scopes(Form form) {
        return RequestedScopes.of(form)
                .map(asked -> asked.isEmpty() ? policy.defaultScopes() : RequestedScopes.common(asked, policy.scopes()))
                .filter(scopes -> !scopes.isEmpty());
    }

    private static Set<String> prompt(Form form) {
        return Arrays.stream(form.value("prompt").orElse("").split(" ", -1))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the URI itself has a parameter that is the answer's: then the client could not tell which is whose. */
    private static boolean isAnsweredAlready(String redirectUri) {
        int query = redirectUri.indexOf('?');
        if (query < 0) {
            return false;
        }
        return Arrays.stream(redirectUri.substring(query + 1).split("&", -1))
                .map(pair -> Form.decoded(pair.split("=", 2)[0]))
                .anyMatch(name -> name.isEmpty() || AuthorizationResponses.PARAMETERS.contains(name.get()));
    }

    private static Reading refused(String detail) {
        return new Reading.Page(400, "This request cannot be used", detail);
    }
}
