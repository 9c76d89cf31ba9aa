package io.mcpidentity.broker;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.broker.grant.Subjects;
import io.mcpidentity.broker.store.Grant;
import io.mcpidentity.broker.store.Store;
import io.mcpidentity.broker.store.StoreException;
import io.mcpidentity.spi.TokenVerifier;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Verifies tokens that were issued in this process: signed by its keys, of a grant that lives, and of somebody who may
 * still do what they say. Thread-safe.
 */
final class EmbeddedTokens implements TokenVerifier {

    private final TokenVerifier signed;
    private final Store store;
    private final Subjects subjects;
    private final InstantSource clock;

    EmbeddedTokens(TokenVerifier signed, Store store, Subjects subjects, InstantSource clock) {
        this.signed = signed;
        this.store = store;
        this.subjects = subjects;
        this.clock = clock;
    }

    @Override
    public boolean recognizes(AccessToken token) {
        return signed.recognizes(token);
    }

    @Override
    public boolean takesAnyForm() {
        return false;
    }

    @Override
    public Verification verify(AccessToken token) {
        Verification verification = signed.verify(token);
        if (!(verification instanceof Verification.Accepted accepted)) {
            return verification;
        }
        if (!(accepted.token().claims().get("sid") instanceof String grantId)) {
            return new Verification.Rejected(
                    Reason.WRONG_TYPE, "The token names no grant (sid): it is no access token");
        }
        Optional<Grant> grant;
        try {
            grant = store.grant(grantId);
        } catch (StoreException broken) {
            return new Verification.Unavailable("The grants cannot be read", Optional.empty());
        }
        if (grant.filter(found -> found.isLive(clock.instant())).isEmpty()) {
            return new Verification.Rejected(Reason.INACTIVE, "The grant was revoked, or is past its time");
        }
        return mayStill(accepted.token())
                ? verification
                : new Verification.Rejected(Reason.INACTIVE, "Its subject may no longer do all that it says");
    }

    /** People are named in the configuration, which may have changed since the token was issued. */
    private boolean mayStill(VerifiedToken token) {
        return token.subject()
                .flatMap(subjects::find)
                .filter(person -> person.scopes().containsAll(token.scopes()))
                .isPresent();
    }
}
