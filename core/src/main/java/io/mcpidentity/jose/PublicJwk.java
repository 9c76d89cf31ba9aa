package io.mcpidentity.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import io.mcpidentity.Reason;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;

/** A public key for signatures (RFC 7517). Immutable and thread-safe. */
public final class PublicJwk {

    private static final int MAX_RSA_BITS = 16_384;
    private static final int MAX_EXPONENT_BITS = 64;

    private final PublicKey key;
    private final Optional<String> keyId;
    private final Optional<String> algorithm;
    private final boolean forSignatures;
    private final String thumbprint;

    private PublicJwk(JWK jwk, PublicKey key, String thumbprint) {
        this.key = key;
        this.keyId = Optional.ofNullable(jwk.getKeyID());
        this.algorithm = Optional.ofNullable(jwk.getAlgorithm()).map(name -> name.getName());
        this.forSignatures = (jwk.getKeyUse() == null || KeyUse.SIGNATURE.equals(jwk.getKeyUse()))
                && (jwk.getKeyOperations() == null || jwk.getKeyOperations().contains(KeyOperation.VERIFY));
        this.thumbprint = thumbprint;
    }

    /**
     * Reads a key.
     *
     * @throws JoseException if it is malformed, symmetric, private, or of a kind that no accepted algorithm uses
     */
    public static PublicJwk parse(Map<String, Object> members) throws JoseException {
        try {
            JWK jwk = JWK.parse(members);
            if (jwk.isPrivate()) {
                throw new JoseException(Reason.MALFORMED, "The key is not a public one");
            }
            return new PublicJwk(
                    jwk,
                    NativeCrypto.translate(publicKey(jwk)),
                    jwk.computeThumbprint().toString());
        } catch (ParseException | JOSEException | GeneralSecurityException | RuntimeException malformed) {
            throw new JoseException(Reason.MALFORMED, "The key is malformed");
        }
    }

    private static PublicKey publicKey(JWK jwk) throws JOSEException, GeneralSecurityException, JoseException {
        if (jwk instanceof RSAKey rsa) {
            RSAPublicKey key = rsa.toRSAPublicKey();
            BigInteger exponent = key.getPublicExponent();
            if (key.getModulus().bitLength() > MAX_RSA_BITS
                    || exponent.bitLength() > MAX_EXPONENT_BITS
                    || exponent.compareTo(BigInteger.valueOf(3)) < 0
                    || !exponent.testBit(0)
                    || !key.getModulus().testBit(0)) {
                throw new JoseException(Reason.MALFORMED, "The RSA key is out of bounds");
            }
            return key;
        }
        if (jwk instanceof ECKey ec) {
            return ec.toECPublicKey();
        }
        if (jwk instanceof OctetKeyPair pair && pair.getCurve().getName().equals("Ed25519")) {
            return ed25519(pair.getDecodedX());
        }
        throw new JoseException(Reason.UNSUPPORTED_ALGORITHM, "The key is of a kind that no accepted algorithm uses");
    }

    /** The key whose encoded point this is (RFC 8032 §5.1.2): little-endian y, and the lowest bit of x on top. */
    private static PublicKey ed25519(byte[] point) throws GeneralSecurityException, JoseException {
        if (point.length != 32) {
            throw new JoseException(Reason.MALFORMED, "The Ed25519 key has not 32 bytes");
        }
        byte[] y = new byte[32];
        for (int i = 0; i < y.length; i++) {
            y[i] = point[31 - i];
        }
        boolean oddX = (y[0] & 0x80) != 0;
        y[0] &= 0x7f;
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(
                        new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(oddX, new BigInteger(1, y))));
    }

    /** {@code kid}. */
    public Optional<String> keyId() {
        return keyId;
    }

    /** The key, for {@link CompactJws#verify} after {@link #require}. */
    public PublicKey key() {
        return key;
    }

    /** The SHA-256 thumbprint in base64url (RFC 7638). */
    public String thumbprint() {
        return thumbprint;
    }

    /** Whether type, curve, {@code alg}, {@code use} and {@code key_ops} allow signatures of this algorithm. */
    public boolean fits(JwsAlgorithm wanted) {
        return forSignatures
                && wanted.fits(key)
                && (algorithm.isEmpty()
                        || JwsAlgorithm.find(algorithm.get())
                                .filter(wanted::isSameAs)
                                .isPresent());
    }

    /** Whether the key is too short to be trusted, with any algorithm. */
    public boolean isWeak() {
        return key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < JwsAlgorithm.MIN_RSA_BITS;
    }

    /**
     * Refuses to use the key with an algorithm that it is not for, or at all if it is weak.
     *
     * @throws JoseException with {@link Reason#UNSUPPORTED_ALGORITHM} or {@link Reason#WEAK_KEY}
     */
    public void require(JwsAlgorithm wanted) throws JoseException {
        if (!fits(wanted)) {
            throw new JoseException(
                    Reason.UNSUPPORTED_ALGORITHM, "The key is not for signatures with " + wanted.jwaName());
        }
        if (isWeak()) {
            throw new JoseException(
                    Reason.WEAK_KEY, "The issuer's RSA key has less than " + JwsAlgorithm.MIN_RSA_BITS + " bits");
        }
    }

    /** Names the thumbprint only. */
    @Override
    public String toString() {
        return "PublicJwk[" + thumbprint + "]";
    }
}
