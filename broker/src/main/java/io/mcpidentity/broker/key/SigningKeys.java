package io.mcpidentity.broker.key;

import io.mcpidentity.broker.store.Store;
import io.mcpidentity.broker.store.StoreException;
import io.mcpidentity.broker.store.StoredKey;
import io.mcpidentity.jose.PublicJwk;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The keys that sign access tokens: the one in use, and former ones for as long as a token signed with them is valid.
 * They are in the store, sealed, and shared by all processes that use it. Thread-safe.
 *
 * <p>Nothing is read or made before the first use. A store that does not work throws {@link StoreException}; a key that
 * was sealed with another vault's key throws {@link VaultException}, and is never replaced.
 */
public final class SigningKeys {

    /** A former key is published for longer than its tokens last, because clocks differ. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    /** An RSA key takes seconds to make on a busy machine. */
    private static final long LOCK_SECONDS = 30;

    private static final int ATTEMPTS = 5;

    private final Store store;
    private final Vault vault;
    private final SigningKey.Algorithm algorithm;
    private final Duration keyLifetime;
    private final Duration tokenLifetime;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Ring ring;

    /** What is in the store, those of it that are not past their time, and the one that signs. */
    private record Ring(List<StoredKey> stored, List<SigningKey> keys, SigningKey current) {

        Optional<SigningKey> find(String kid) {
            return keys.stream().filter(key -> key.stored().id().equals(kid)).findFirst();
        }
    }

    /**
     * Keys in this store.
     *
     * @param algorithm {@code ES256} or {@code RS256}, for new keys
     * @param keyLifetime how long a key signs
     * @param tokenLifetime how long what it signs is valid
     */
    public SigningKeys(
            Store store,
            Vault vault,
            String algorithm,
            Duration keyLifetime,
            Duration tokenLifetime,
            InstantSource clock) {
        this.store = store;
        this.vault = vault;
        this.algorithm = SigningKey.Algorithm.valueOf(algorithm);
        this.keyLifetime = keyLifetime;
        this.tokenLifetime = tokenLifetime;
        this.clock = clock;
    }

    /**
     * Signs an access token (RFC 9068 §2.1): a JWT in compact form, whose header holds {@code alg}, {@code kid} and
     * {@code typ}. The claims hold what JSON has: text, whole numbers, truth values, lists and objects.
     *
     * <p>Does not check the claims, nor that they end within the lifetime of tokens.
     */
    public String sign(Map<String, Object> claims) {
        return ring(clock.instant()).current().sign(claims);
    }

    /** The public keys (RFC 7517) by which tokens that may still be valid are verified, newest first. */
    public List<Map<String, Object>> published() {
        Instant now = clock.instant();
        return fresh(now).keys().stream()
                .filter(key -> key.verifies(now))
                .map(SigningKey::published)
                .toList();
    }

    /** The public key of this {@code kid}, if a token that is signed with it may still be valid. */
    public Optional<PublicJwk> find(String kid) {
        Instant now = clock.instant();
        Optional<SigningKey> known = ring(now).find(kid);
        return (known.isPresent() ? known : fresh(now).find(kid))
                .filter(key -> key.verifies(now))
                .map(SigningKey::publicKey);
    }

    /** With the keys that other processes added since. */
    private Ring fresh(Instant now) {
        Ring known = ring(now);
        return store.keys().equals(known.stored()) ? known : read(now, known);
    }

    private Ring ring(Instant now) {
        Ring known = ring;
        return known != null && signs(known.current().stored(), now) ? known : read(now, known);
    }

    /** Reads what is in the store, unless another thread has just done so. */
    private Ring read(Instant now, @Nullable Ring outdated) {
        acquire();
        try {
            Ring known = ring;
            if (known == null
                    || known.equals(outdated)
                    || !signs(known.current().stored(), now)) {
                known = readOrAdd(now);
                ring = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    private void acquire() {
        try {
            if (!lock.tryLock(LOCK_SECONDS, TimeUnit.SECONDS)) {
                throw new StoreException("Reading the signing keys takes more than " + LOCK_SECONDS + " seconds");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreException("Waiting for the signing keys was interrupted", interrupted);
        }
    }

    /** If another process adds a key between reading and adding, that one is used where it can be. */
    private Ring readOrAdd(Instant now) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<StoredKey> stored = store.keys();
            Optional<Ring> found = open(stored, now);
            if (found.isPresent()) {
                return found.get();
            }
            store.addKey(generate(now), stored.stream().findFirst().map(StoredKey::id));
        }
        throw new StoreException("The store does not keep a new signing key: see that all processes which use it have"
                + " the same settings and the same time");
    }

    private Optional<Ring> open(List<StoredKey> stored, Instant now) {
        List<SigningKey> keys = stored.stream()
                .filter(key -> now.isBefore(key.expiresAt()))
                .map(key -> SigningKey.open(key, vault))
                .toList();
        return keys.stream()
                .filter(key -> signs(key.stored(), now))
                .findFirst()
                .map(current -> new Ring(stored, keys, current));
    }

    /** Whether the key is not too old, and published for as long as what it signs now, whatever the settings were. */
    private boolean signs(StoredKey key, Instant now) {
        return key.algorithm().equals(algorithm.name())
                && now.isBefore(key.createdAt().plus(keyLifetime))
                && !now.plus(tokenLifetime).isAfter(key.expiresAt());
    }

    private StoredKey generate(Instant now) {
        Instant createdAt = now.truncatedTo(ChronoUnit.MILLIS);
        Instant expiresAt = createdAt.plus(keyLifetime).plus(tokenLifetime).plus(MARGIN);
        return SigningKey.generate(algorithm, vault, createdAt, expiresAt);
    }
}
