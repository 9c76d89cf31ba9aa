package io.mcpidentity.client.session;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is kept of a session: secrets all of it. Immutable.
 *
 * @param binding the authorization server whose tokens these are; empty before the first sign-in
 * @param tokens what it has issued; empty where there is nothing, or nothing that is of use any more
 * @param asked the scopes that were asked for when somebody signed in last
 * @param dpopKey the private key that the tokens are bound to, as a JWK
 * @param pending the sign-ins that somebody was sent away for
 */
record SessionState(
        Optional<Binding> binding,
        Optional<HeldTokens> tokens,
        Set<String> asked,
        Optional<String> dpopKey,
        List<AwaitedSignIn> pending) {

    static final SessionState EMPTY =
            new SessionState(Optional.empty(), Optional.empty(), Set.of(), Optional.empty(), List.of());

    /** Copies the collections, keeping their order. */
    SessionState {
        asked = Collections.unmodifiableSet(new LinkedHashSet<>(asked));
        pending = List.copyOf(pending);
    }

    /**
     * An authorization server, and what it issues tokens for.
     *
     * @param issuer its identifier
     * @param legacy whether the server has no protected resource metadata
     * @param resource the resource, as its metadata says it
     * @param clientId the client id that the tokens were issued to
     */
    record Binding(String issuer, boolean legacy, String resource, String clientId) {}

    /** What somebody has just signed in for, in place of all that was there of this and of other authorization servers. */
    SessionState signedIn(Binding at, HeldTokens issued, Set<String> scopes) {
        return new SessionState(Optional.of(at), Optional.of(issued), scopes, dpopKey, pending);
    }

    SessionState with(HeldTokens issued) {
        return new SessionState(binding, Optional.of(issued), asked, dpopKey, pending);
    }

    SessionState withoutTokens() {
        return new SessionState(binding, Optional.empty(), asked, dpopKey, pending);
    }

    SessionState withDpopKey(String jwk) {
        return new SessionState(binding, tokens, asked, Optional.of(jwk), pending);
    }

    SessionState withPending(List<AwaitedSignIn> begun) {
        return new SessionState(binding, tokens, asked, dpopKey, begun);
    }

    /** Whether tokens are those of this issuer. */
    boolean isAt(String issuer) {
        return binding.map(Binding::issuer).filter(issuer::equals).isPresent();
    }

    /** Names the issuer; the rest is secret. */
    @Override
    public String toString() {
        return "SessionState[" + binding.map(Binding::issuer).orElse("not signed in") + "]";
    }
}
