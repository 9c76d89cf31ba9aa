package io.mcpidentity.client.session;

import io.mcpidentity.AccessToken;
import io.mcpidentity.client.authorization.PendingSignIn;
import io.mcpidentity.client.session.SessionState.Binding;
import io.mcpidentity.client.token.Tokens;
import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The form in which a session is kept: JSON. */
final class StateText {

    private static final String VERSION = "version";
    private static final Long CURRENT = 1L;

    private StateText() {}

    static String write(SessionState state) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(VERSION, CURRENT);
        state.binding().ifPresent(at -> {
            members.put("issuer", at.issuer());
            members.put("legacy", at.legacy());
            members.put("resource", at.resource());
            members.put("client_id", at.clientId());
        });
        state.tokens().ifPresent(held -> members.put("tokens", tokens(held)));
        members.put("asked", state.asked());
        state.dpopKey().ifPresent(key -> members.put("dpop_key", key));
        members.put("pending", state.pending().stream().map(StateText::pending).toList());
        return Json.text(members);
    }

    /** Reads what was written; empty if it is anything else, because then nobody is signed in. */
    static Optional<SessionState> read(String text) {
        try {
            Members members = new Members(Json.object(text));
            return CURRENT.equals(members.all().get(VERSION)) ? Optional.of(state(members)) : Optional.empty();
        } catch (JoseException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static SessionState state(Members members) {
        List<AwaitedSignIn> pending = new ArrayList<>();
        for (Object each : members.list("pending")) {
            Members.of(each).flatMap(StateText::pending).ifPresent(pending::add);
        }
        return new SessionState(
                members.find("issuer")
                        .map(issuer -> new Binding(
                                issuer, members.flag("legacy"), members.text("resource"), members.text("client_id"))),
                members.object("tokens").map(StateText::tokens),
                members.words("asked"),
                members.find("dpop_key"),
                pending);
    }

    private static Map<String, Object> tokens(HeldTokens held) {
        Map<String, Object> members = new LinkedHashMap<>();
        Tokens tokens = held.tokens();
        members.put("access", tokens.access().value());
        members.put("dpop", tokens.dpop());
        tokens.expiresAt().ifPresent(end -> members.put("expires", end.toEpochMilli()));
        tokens.refresh().ifPresent(refresh -> members.put("refresh", refresh));
        members.put("scopes", tokens.scopes());
        members.put("obtained", held.obtained().toEpochMilli());
        members.put("refused", held.refused());
        return members;
    }

    private static HeldTokens tokens(Members members) {
        return new HeldTokens(
                new Tokens(
                        AccessToken.of(members.text("access")),
                        members.flag("dpop"),
                        members.time("expires"),
                        members.find("refresh"),
                        members.words("scopes")),
                members.time("obtained").orElse(Instant.EPOCH),
                members.flag("refused"));
    }

    private static Map<String, Object> pending(AwaitedSignIn begun) {
        return Map.of("legacy", begun.legacy(), "request", begun.request().json());
    }

    private static Optional<AwaitedSignIn> pending(Members members) {
        return members.find("request")
                .flatMap(PendingSignIn::parse)
                .map(request -> new AwaitedSignIn(request, members.flag("legacy")));
    }
}
