package io.mcpidentity.broker.signin;

import io.mcpidentity.broker.key.Digests;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A password's Argon2id hash (RFC 9106), in the PHC string format. Immutable and thread-safe.
 *
 * <p>Passwords are compared in Unicode's normal form C, so that it does not matter how a keyboard composes a letter.
 */
public final class PasswordHash {

    private static final Cost DEFAULT_COST = new Cost(19_456, 2);
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Pattern FORM = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=([1-9][0-9]{3,5}),t=([1-9]|10),p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();

    private final String text;
    private final Cost cost;

    private PasswordHash(String text, Cost cost) {
        this.text = text;
        this.cost = cost;
    }

    /**
     * What a hash costs.
     *
     * @param memoryKib memory in KiB
     * @param iterations passes over the memory
     */
    record Cost(int memoryKib, int iterations) {

        /** The password's hash under this salt, both as bytes. */
        private byte[] of(String password, byte[] salt) {
            Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
            argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(memoryKib)
                    .withIterations(iterations)
                    .withParallelism(1)
                    .withSalt(salt)
                    .build());
            byte[] hash = new byte[HASH_BYTES];
            argon2.generateBytes(normal(password).getBytes(StandardCharsets.UTF_8), hash);
            return hash;
        }

        /** The text before salt and hash. */
        private String parameters() {
            return "$argon2id$v=19$m=" + memoryKib + ",t=" + iterations + ",p=1$";
        }

        /** A hash that belongs to no password and costs the same to compare with. */
        PasswordHash ofNobody() {
            return new PasswordHash(parameters() + random(SALT_BYTES) + "$" + random(HASH_BYTES), this);
        }
    }

    /** Hashes a password with a new salt: 19 MiB and two passes, some 0.1 s. */
    public static String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return DEFAULT_COST.parameters() + BASE64.encodeToString(salt) + "$"
                + BASE64.encodeToString(DEFAULT_COST.of(password, salt));
    }

    /** Reads a hash as {@link #hash} makes it; empty if it is none, or would cost too little or too much. */
    public static Optional<PasswordHash> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Cost cost = new Cost(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        boolean bearable = cost.memoryKib() >= 7_168 && cost.memoryKib() <= 262_144;
        return bearable ? Optional.of(new PasswordHash(text, cost)) : Optional.empty();
    }

    /** Whether this is the password's hash. */
    public boolean verify(String password) {
        String[] parts = text.split("\\$", -1);
        byte[] salt = Base64.getDecoder().decode(parts[parts.length - 2]);
        String hash = BASE64.encodeToString(cost.of(password, salt));
        return Digests.equal(hash, parts[parts.length - 1]);
    }

    Cost cost() {
        return cost;
    }

    static String normal(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC);
    }

    private static String random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return BASE64.encodeToString(bytes);
    }

    /** Says nothing of the hash. */
    @Override
    public String toString() {
        return "PasswordHash";
    }
}
