package io.mcpidentity.broker.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the authorization server remembers. Thread-safe; every operation is atomic, and durable when it returns.
 * Times are kept to the millisecond at least.
 *
 * <p>Holds no usable secret: codes, session cookies and client secrets by their digest, signing keys sealed. Whoever
 * implements it proves it with {@code StoreContract}.
 */
public interface Store extends AutoCloseable {

    /** Adds a client that registered itself, unless there are as many as this already. */
    boolean addClient(StoredClient client, int most);

    /** A client that registered itself. */
    Optional<StoredClient> client(String id);

    /** Adds a code that was just issued. */
    void addCode(StoredCode code);

    /** A code by its digest, redeemed or not; a code may be forgotten when it is past its time. */
    Optional<StoredCode> code(String digest);

    /**
     * Redeems a code and adds the grant that it stands for, both or neither; false if it has been redeemed already or is
     * not known. Of any number of concurrent calls one succeeds.
     */
    boolean redeem(String digest, Grant grant);

    /** A grant, revoked or not. */
    Optional<Grant> grant(String id);

    /**
     * Advances a grant from this generation of its refresh token to the next.
     *
     * <p>The token of the generation before the current one is accepted for {@code grace} after the advance, because the
     * answer to it may have been lost, or requests may have crossed; after that, and for any older generation, its use
     * shows that it was stolen, and the grant is revoked in the same step.
     */
    Advance advance(String id, int generation, Instant now, Duration grace);

    /** What became of an attempt to refresh. */
    sealed interface Advance {

        /**
         * The grant lives, and this is its current generation.
         *
         * @param grant the grant, after the attempt
         */
        record Current(Grant grant) implements Advance {}

        /**
         * An old token came again: the grant is revoked now.
         *
         * @param grant the grant, revoked
         */
        record Reused(Grant grant) implements Advance {}

        /** There is no such grant, or it was revoked or is past its time, or never had such a generation. */
        record Refused() implements Advance {}
    }

    /** Revokes a grant; false if it was revoked already or is not known. */
    boolean revoke(String id, Instant now);

    /** Adds a browser's session. */
    void addSession(BrowserSession session);

    /** A browser's session by the digest of its cookie. */
    Optional<BrowserSession> session(String digest);

    /** Ends a browser's session. */
    void removeSession(String digest);

    /** The signing keys, newest first. */
    List<StoredKey> keys();

    /** Adds a signing key unless somebody else has added one since {@code newest} was the newest; empty for none. */
    boolean addKey(StoredKey key, Optional<String> newest);

    /** Forgets what is past its time: codes, sessions, grants, keys; and clients without a grant since {@code idle}. */
    void sweep(Instant now, Duration idle);

    /** Releases what the store holds. */
    @Override
    void close();
}
