package io.mcpidentity.auth;

import io.mcpidentity.AccessToken;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The SHA-256 digest of an access token: what caches know it by, and the {@code ath} of RFC 9449 §4.2. */
record TokenDigest(long a, long b, long c, long d) {

    private static final MessageDigest SHA_256 = sha256();

    /** Of a brace, of a space, of a tab and a line feed, and of a carriage return. */
    private static final String BEGINNINGS_OF_OBJECTS = "eICD";

    static TokenDigest of(AccessToken token) {
        ByteBuffer digest = ByteBuffer.wrap(fresh().digest(token.value().getBytes(StandardCharsets.UTF_8)));
        return new TokenDigest(digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
    }

    /**
     * Of what a JWT's signature covers: an ECDSA signature can be rewritten without the key and still be good, and a provider
     * that is asked may read several texts as one signature, so that one token has several texts. Of any other token the same
     * as {@link #of}.
     */
    static TokenDigest ofSigned(AccessToken token) {
        String text = token.value();
        if (!token.hasJwtForm() || !beginsLikeJwt(text)) {
            return of(token);
        }
        return of(AccessToken.of(text.substring(0, text.indexOf('.', text.indexOf('.') + 1))));
    }

    /**
     * Whether header and payload begin, in base64url, with a brace or with what JSON allows before one, as those of every JWT
     * do. An opaque token whose first two parts happen to do so is known by these two.
     */
    private static boolean beginsLikeJwt(String text) {
        return beginsLikeObject(text, 0) && beginsLikeObject(text, text.indexOf('.') + 1);
    }

    private static boolean beginsLikeObject(String text, int at) {
        return BEGINNINGS_OF_OBJECTS.indexOf(text.charAt(at)) >= 0;
    }

    /** The digest in base64url without padding. */
    String base64Url() {
        byte[] bytes = ByteBuffer.allocate(32)
                .putLong(a)
                .putLong(b)
                .putLong(c)
                .putLong(d)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** All of it; by hand, because a record's own comparison costs several times as much on each request. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TokenDigest that && a == that.a && b == that.b && c == that.c && d == that.d;
    }

    /** The digest is uniformly distributed, so a part of it is hash enough. */
    @Override
    public int hashCode() {
        return (int) a;
    }

    /** Leaves the digest out: short tokens could be guessed from it. */
    @Override
    public String toString() {
        return "TokenDigest[redacted]";
    }

    /** Cloning a digest that was never used costs a fraction of looking the algorithm up. */
    private static MessageDigest fresh() {
        try {
            return (MessageDigest) SHA_256.clone();
        } catch (CloneNotSupportedException providerWithoutClone) {
            return sha256();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }
}
