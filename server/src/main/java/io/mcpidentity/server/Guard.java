package io.mcpidentity.server;

import io.mcpidentity.auth.Authentication;
import io.mcpidentity.auth.Authentication.Authenticated;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.Authorization;
import io.mcpidentity.auth.Credentials;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.Settings;
import io.mcpidentity.server.AuthorizationHeader.Presented;
import io.mcpidentity.server.JsonRpcMessage.Kind;
import io.mcpidentity.server.JsonRpcPeek.Peeked;
import io.mcpidentity.server.RequestBody.Body;
import io.mcpidentity.server.ToolGuard.Need;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Decides about a request for a protected path: credentials, then the message, then what the message needs. Thread-safe.
 *
 * <p>Nothing that a stranger sends is looked at where strangers may do nothing, and only so many bodies of those who are
 * refused are read at once.
 */
final class Guard {

    /** How many bodies are read at once for those who are not known. */
    static final int STRANGERS = 64;

    /** How long a body of theirs may be, in bytes: together they must not fill the memory. */
    static final int LONGEST_OF_STRANGERS = 1 << 18;

    /** How many of those who are refused are heard out at once; few, because each may hold a thread. */
    private static final int HEARD_OUT = 8;

    private final Semaphore strangers = new Semaphore(STRANGERS);
    private final Semaphore heardOut = new Semaphore(HEARD_OUT);
    private final Authenticator authenticator;
    private final ToolGuard tools;
    private final Refusals refusals;
    private final SessionGuard sessions;
    private final JsonRpcPeek peek;
    private final int maxRequestSize;
    private final String resource;

    Guard(
            Configuration configuration,
            Authenticator authenticator,
            ToolGuard tools,
            Refusals refusals,
            SessionGuard sessions) {
        this.authenticator = authenticator;
        this.tools = tools;
        this.refusals = refusals;
        this.sessions = sessions;
        maxRequestSize = configuration.get(Settings.MAX_REQUEST_SIZE);
        peek = new JsonRpcPeek(maxRequestSize, configuration.get(Settings.MAX_JSON_DEPTH));
        String url = configuration.get(Settings.RESOURCE);
        resource = url.indexOf('?') < 0 ? url : url.substring(0, url.indexOf('?'));
    }

    /** What was decided. */
    sealed interface Verdict {

        /**
         * The servlet may answer.
         *
         * @param request as the servlet is to see it
         * @param identity who sent it
         */
        record Pass(HttpServletRequest request, RequestIdentity identity) implements Verdict {}

        /**
         * The servlet must not see it.
         *
         * @param answer what the client is told
         */
        record Stop(Answer answer) implements Verdict {}
    }

    /** Decides. */
    Verdict judge(HttpServletRequest request) {
        if (QueryToken.isIn(request.getQueryString())) {
            return new Verdict.Stop(refusals.invalidRequest("An access token must not stand in the URL"));
        }
        if (RequestBody.isForm(request)) {
            return new Verdict.Stop(refusals.invalidRequest("An access token must not stand in a form"));
        }
        Presented presented = AuthorizationHeader.read(
                list(request, "Authorization"), list(request, "DPoP"), request.getMethod(), resource);
        if (presented instanceof Presented.Malformed malformed) {
            return new Verdict.Stop(refusals.invalidRequest(malformed.detail()));
        }
        if (presented instanceof Presented.NoProof missing) {
            return new Verdict.Stop(refusals.noProof(missing.detail()));
        }
        if (presented instanceof Presented.Token token) {
            return judge(request, token.credentials());
        }
        return judgeStranger(request);
    }

    /** A body that comes slowly holds a thread, and nobody is there to answer for it: past a limit, one has to sign in. */
    private Verdict judgeStranger(HttpServletRequest request) {
        if (!tools.hasOpenDoors() || !strangers.tryAcquire()) {
            return new Verdict.Stop(refusals.noToken(Set.of()));
        }
        try {
            return judge(request, Optional.empty());
        } finally {
            strangers.release();
        }
    }

    /** Takes in what a client that is refused still sends, so that the answer reaches it; not for too many at once. */
    void hearOut(HttpServletRequest request) {
        if (heardOut.tryAcquire()) {
            try {
                RequestBody.forget(request);
            } finally {
                heardOut.release();
            }
        }
    }

    private Verdict judge(HttpServletRequest request, Credentials credentials) {
        Authentication authentication = authenticator.authenticate(credentials);
        if (authentication instanceof Authenticated known) {
            return judge(request, Optional.of(known));
        }
        if (authentication instanceof Authentication.Unavailable unavailable) {
            return new Verdict.Stop(refusals.unavailable(unavailable.retryAfter()));
        }
        return new Verdict.Stop(refusals.refused(
                (Authentication.Refused) authentication, credentials.proof().isPresent()));
    }

    private Verdict judge(HttpServletRequest request, Optional<Authenticated> known) {
        RequestIdentity identity = new RequestIdentity(known, tools, authenticator);
        if (request.getMethod().equals("POST")) {
            return judgeMessage(request, identity);
        }
        if (known.isEmpty() && tools.anonymousLists() && !request.getMethod().equals("DELETE")) {
            return new Verdict.Stop(refusals.request(405, "method_not_allowed", "Strangers have no stream")
                    .with("Allow", "POST"));
        }
        Need need = known.isEmpty() && tools.anonymousLists() ? new Need.Nothing() : tools.session();
        return unmet(need, identity, "", request.getMethod())
                .or(() -> sessions.refusal(request, identity, "null", false))
                .<Verdict>map(Verdict.Stop::new)
                .orElseGet(() -> new Verdict.Pass(request, identity));
    }

    private Verdict judgeMessage(HttpServletRequest request, RequestIdentity identity) {
        Body body = RequestBody.read(
                request,
                identity.known().isPresent() ? maxRequestSize : Math.min(maxRequestSize, LONGEST_OF_STRANGERS));
        if (body instanceof Body.Refused refused) {
            return unreadable(identity, refused.status(), JsonRpcPeek.INVALID_REQUEST, refused.detail());
        }
        Body.Whole whole = (Body.Whole) body;
        Peeked peeked = peek.peek(whole.bytes(), whole.length());
        if (peeked instanceof Peeked.Refused refused) {
            return unreadable(identity, 400, refused.code(), refused.detail());
        }
        JsonRpcMessage message = ((Peeked.Message) peeked).message();
        Optional<Answer> answer = answer(request, message, identity);
        return answer.isPresent()
                ? new Verdict.Stop(answer.get())
                : new Verdict.Pass(
                        new BufferedRequest(request, whole.bytes(), whole.length(), starts(message)), identity);
    }

    /** What the filter itself answers; empty where the servlet is to. */
    private Optional<Answer> answer(HttpServletRequest request, JsonRpcMessage message, RequestIdentity identity) {
        Optional<String> differs = MetadataHeaders.mismatch(request, message);
        if (differs.isPresent()) {
            return Optional.of(refusals.message(400, message.id(), MetadataHeaders.HEADER_MISMATCH, differs.get()));
        }
        Optional<Answer> unmet = unmet(message, identity);
        if (unmet.isPresent()) {
            return unmet;
        }
        Optional<Answer> foreign = sessions.refusal(request, identity, message.id(), starts(message));
        return foreign.isPresent() ? foreign : emptyList(message, identity);
    }

    /** What cannot be read is no call of an anonymous tool: a stranger has to sign in before it matters what is wrong. */
    private Verdict unreadable(RequestIdentity identity, int status, int code, String detail) {
        return new Verdict.Stop(
                identity.known().isEmpty()
                        ? refusals.noToken(Set.of())
                        : refusals.message(status, "null", code, detail));
    }

    private static boolean starts(JsonRpcMessage message) {
        return message.kind() == Kind.REQUEST && message.method().equals("initialize");
    }

    private Optional<Answer> unmet(JsonRpcMessage message, RequestIdentity identity) {
        Need need = tools.need(message);
        if (need instanceof Need.Unclear unclear) {
            return Optional.of(refusals.message(400, message.id(), JsonRpcPeek.INVALID_PARAMS, unclear.detail()));
        }
        return unmet(need, identity, message.method(), message.subject().orElse(""));
    }

    private Optional<Answer> unmet(Need need, RequestIdentity identity, String method, String subject) {
        if (need instanceof Need.Nothing) {
            return Optional.empty();
        }
        Optional<Authenticated> known = identity.known();
        if (known.isEmpty()) {
            return need instanceof Need.CallerOrEmptyList
                    ? Optional.empty()
                    : Optional.of(refusals.noToken(need instanceof Need.Caller caller ? caller.scopes() : Set.of()));
        }
        Set<String> scopes;
        if (need instanceof Need.Caller caller) {
            scopes = caller.scopes();
        } else if (need instanceof Need.CallerOrEmptyList list) {
            scopes = list.scopes();
        } else {
            return Optional.of(refusals.denied(operation(method, subject)));
        }
        return authenticator.authorize(known.get(), scopes) instanceof Authorization.InsufficientScope lacking
                ? Optional.of(refusals.insufficientScope(known.get().caller(), operation(method, subject), lacking))
                : Optional.empty();
    }

    private static String operation(String method, String subject) {
        return HeaderText.shown((method + " " + subject).strip());
    }

    private Optional<Answer> emptyList(JsonRpcMessage message, RequestIdentity identity) {
        return identity.known().isEmpty() && tools.need(message) instanceof Need.CallerOrEmptyList list
                ? Optional.of(Answer.emptyList(message.id(), list.member()))
                : Optional.empty();
    }

    private static List<String> list(HttpServletRequest request, String header) {
        Enumeration<String> values = request.getHeaders(header);
        return values.hasMoreElements() ? Collections.list(values) : List.of();
    }
}
