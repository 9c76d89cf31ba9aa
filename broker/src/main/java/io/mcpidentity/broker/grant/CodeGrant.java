package io.mcpidentity.broker.grant;

import io.mcpidentity.broker.client.Client;
import io.mcpidentity.broker.grant.Subjects.Person;
import io.mcpidentity.broker.key.Digests;
import io.mcpidentity.broker.store.Grant;
import io.mcpidentity.broker.store.Store;
import io.mcpidentity.broker.store.StoredCode;
import io.mcpidentity.broker.web.Form;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/**
 * The grant type {@code authorization_code} (RFC 6749 §4.1.3, RFC 7636 §4.6). Thread-safe.
 *
 * <p>Whoever sees a code in a URL, but is not its client or has not its verifier, can do nothing to it: neither redeem it,
 * nor use it up before its owner does, nor end what its owner got for it. Attempts are not counted, as a count would let
 * them do that; guessing is bounded by the few seconds that a code lives, against 256 bits. Once client, redirect URI and
 * verifier are right, a code that comes again has been stolen together with its verifier, and all that was issued for it
 * is revoked (OAuth 2.1 §4.1.3).
 */
final class CodeGrant {

    private static final String REFUSED = "The code is not one of this client's, was redeemed or is past its time, or"
            + " redirect_uri or code_verifier is not the right one";

    private final Store store;
    private final Subjects subjects;
    private final GrantRevocation revocation;
    private final TokenAnswers answers;
    private final GrantPolicy policy;
    private final InstantSource clock;

    CodeGrant(
            Store store,
            Subjects subjects,
            GrantRevocation revocation,
            TokenAnswers answers,
            GrantPolicy policy,
            InstantSource clock) {
        this.store = store;
        this.subjects = subjects;
        this.revocation = revocation;
        this.answers = answers;
        this.policy = policy;
        this.clock = clock;
    }

    Response answer(Client client, Form form) {
        Optional<String> code = form.value("code");
        Optional<String> verifier = form.value("code_verifier").filter(Pkce::isVerifier);
        if (code.isEmpty() || verifier.isEmpty()) {
            return TokenAnswers.invalidRequest(
                    "code and code_verifier are needed, the verifier with 43 to 128 unreserved characters");
        }
        Optional<StoredCode> stored = store.code(Digests.of(code.get()))
                .filter(each -> each.clientId().equals(client.id()))
                .filter(each -> isSentTo(each.redirectUri(), form))
                .filter(each -> Pkce.proves(verifier.get(), each.challenge()))
                .filter(each -> each.resource().equals(policy.resource()));
        if (stored.isEmpty()) {
            return TokenAnswers.invalidGrant(REFUSED);
        }
        if (stored.get().grantId().isPresent()) {
            return replayed(stored);
        }
        return new ProtectedResource(policy.resource()).isMeantBy(form)
                ? redeem(client, stored.get())
                : TokenAnswers.invalidTarget();
    }

    /** OAuth 2.1 §4.1.3 leaves the parameter out, as PKCE does its work; OAuth 2.0 clients send it, and are held to it. */
    private static boolean isSentTo(String redirectUri, Form form) {
        return form.value("redirect_uri").orElse(redirectUri).equals(redirectUri);
    }

    private Response redeem(Client client, StoredCode code) {
        Instant now = clock.instant();
        Optional<Person> person = subjects.find(code.subject());
        Set<String> scopes =
                RequestedScopes.common(code.scopes(), person.map(Person::scopes).orElse(Set.of()));
        if (!now.isBefore(code.expiresAt()) || person.isEmpty() || scopes.isEmpty()) {
            return TokenAnswers.invalidGrant(REFUSED);
        }
        Grant grant = new Grant(
                Digests.random(),
                client.id(),
                code.subject(),
                code.scopes(),
                code.resource(),
                now,
                now.plus(policy.grantLifetime()),
                0,
                now,
                Optional.empty());
        return store.redeem(code.digest(), grant)
                ? answers.tokens(client, grant, scopes, person.get())
                : replayed(store.code(code.digest()));
    }

    private Response replayed(Optional<StoredCode> code) {
        code.flatMap(StoredCode::grantId).ifPresent(revocation::revoke);
        return TokenAnswers.invalidGrant(REFUSED);
    }
}
