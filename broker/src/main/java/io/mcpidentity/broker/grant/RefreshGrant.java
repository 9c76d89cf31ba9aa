package io.mcpidentity.broker.grant;

import io.mcpidentity.broker.client.Client;
import io.mcpidentity.broker.grant.Subjects.Person;
import io.mcpidentity.broker.store.Grant;
import io.mcpidentity.broker.store.Store;
import io.mcpidentity.broker.store.Store.Advance;
import io.mcpidentity.broker.web.Answers;
import io.mcpidentity.broker.web.Form;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/**
 * The grant type {@code refresh_token}, with rotation (RFC 6749 §6, OAuth 2.1 §4.3). Thread-safe.
 *
 * <p>A request that is refused for its parameters leaves the token as it is, so that the client can mend it and try again.
 */
final class RefreshGrant {

    private static final String REFUSED =
            "The refresh token is not one of this client's, was used before, or is past its time or revoked";

    private final Store store;
    private final Subjects subjects;
    private final RefreshTokens tokens;
    private final GrantRevocation revocation;
    private final TokenAnswers answers;
    private final GrantPolicy policy;
    private final InstantSource clock;

    RefreshGrant(
            Store store,
            Subjects subjects,
            RefreshTokens tokens,
            GrantRevocation revocation,
            TokenAnswers answers,
            GrantPolicy policy,
            InstantSource clock) {
        this.store = store;
        this.subjects = subjects;
        this.tokens = tokens;
        this.revocation = revocation;
        this.answers = answers;
        this.policy = policy;
        this.clock = clock;
    }

    Response answer(Client client, Form form) {
        Optional<String> token = form.value("refresh_token");
        if (token.isEmpty()) {
            return TokenAnswers.invalidRequest("refresh_token is missing");
        }
        Optional<RefreshTokens.Parsed> parsed = tokens.parse(token.get(), client.id());
        Optional<Grant> grant = parsed.flatMap(each -> store.grant(each.grantId()))
                .filter(each -> each.isLive(clock.instant()))
                .filter(each -> each.clientId().equals(client.id()))
                .filter(each -> each.resource().equals(policy.resource()));
        if (grant.isEmpty()) {
            return TokenAnswers.invalidGrant(REFUSED);
        }
        if (!new ProtectedResource(policy.resource()).isMeantBy(form)) {
            return TokenAnswers.invalidTarget();
        }
        return answer(client, form, grant.get(), parsed.orElseThrow().generation());
    }

    private Response answer(Client client, Form form, Grant grant, int generation) {
        Optional<Person> person = subjects.find(grant.subject());
        Set<String> allowed = RequestedScopes.common(
                grant.scopes(), person.map(Person::scopes).orElse(Set.of()));
        if (person.isEmpty() || allowed.isEmpty()) {
            revocation.revoke(grant.id());
            return TokenAnswers.invalidGrant("Who consented can no longer do any of it");
        }
        Optional<Set<String>> asked =
                RequestedScopes.of(form).map(scopes -> scopes.isEmpty() ? grant.scopes() : scopes);
        Set<String> scopes = RequestedScopes.common(asked.orElse(Set.of()), allowed);
        if (asked.isEmpty() || !grant.scopes().containsAll(asked.get()) || scopes.isEmpty()) {
            return Answers.error(400, "invalid_scope", "scope can only be narrowed; for more, authorize anew");
        }
        Advance advance = store.advance(grant.id(), generation, clock.instant(), policy.refreshGrace());
        if (advance instanceof Advance.Current current) {
            return answers.tokens(client, current.grant(), scopes, person.get());
        }
        if (advance instanceof Advance.Reused) {
            revocation.forget(grant.id());
        }
        return TokenAnswers.invalidGrant(REFUSED);
    }
}
