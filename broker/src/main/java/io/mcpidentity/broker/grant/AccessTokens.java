package io.mcpidentity.broker.grant;

import io.mcpidentity.broker.grant.Subjects.Person;
import io.mcpidentity.broker.key.Digests;
import io.mcpidentity.broker.store.Grant;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Mints access tokens in the form of RFC 9068 §2.2, with {@code sid} for the grant. Thread-safe. */
public final class AccessTokens {

    private final String issuer;
    private final Duration lifetime;
    private final InstantSource clock;
    private final Function<Map<String, Object>, String> signature;

    /**
     * Mints tokens as the policy says.
     *
     * @param signature makes a signed JWT with {@code typ: at+jwt} of claims
     */
    public AccessTokens(GrantPolicy policy, InstantSource clock, Function<Map<String, Object>, String> signature) {
        this.issuer = policy.issuer();
        this.lifetime = policy.accessTokenLifetime();
        this.clock = clock;
        this.signature = signature;
    }

    /** A token, and for how many seconds it is valid. */
    record Minted(String token, long seconds) {

        /** Names the lifetime; the token is a secret. */
        @Override
        public String toString() {
            return "Minted[seconds=" + seconds + "]";
        }
    }

    /** A token that outlives neither its lifetime nor its grant. */
    Minted mint(Grant grant, Set<String> scopes, Person person) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant end = now.plus(lifetime).isBefore(grant.expiresAt()) ? now.plus(lifetime) : grant.expiresAt();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        claims.put("sub", grant.subject());
        claims.put("aud", grant.resource());
        claims.put("client_id", grant.clientId());
        claims.put("scope", RequestedScopes.text(scopes));
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", end.getEpochSecond());
        claims.put("jti", Digests.random());
        claims.put("sid", grant.id());
        person.name().ifPresent(name -> claims.put("name", name));
        person.email().ifPresent(email -> claims.put("email", email));
        return new Minted(signature.apply(claims), end.getEpochSecond() - now.getEpochSecond());
    }
}
