package io.mcpidentity.jose;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The signature algorithms that can be accepted (RFC 7518 §3, RFC 8037 §3.1): all of them asymmetric. */
public enum JwsAlgorithm {
    /** RSASSA-PKCS1-v1_5 with SHA-256. */
    RS256("RS256", "SHA256withRSA", Family.RSA, 0, null),
    /** RSASSA-PKCS1-v1_5 with SHA-384. */
    RS384("RS384", "SHA384withRSA", Family.RSA, 0, null),
    /** RSASSA-PKCS1-v1_5 with SHA-512. */
    RS512("RS512", "SHA512withRSA", Family.RSA, 0, null),
    /** RSASSA-PSS with SHA-256. */
    PS256("PS256", "RSASSA-PSS", Family.RSA, 0, pss("SHA-256", MGF1ParameterSpec.SHA256, 32)),
    /** RSASSA-PSS with SHA-384. */
    PS384("PS384", "RSASSA-PSS", Family.RSA, 0, pss("SHA-384", MGF1ParameterSpec.SHA384, 48)),
    /** RSASSA-PSS with SHA-512. */
    PS512("PS512", "RSASSA-PSS", Family.RSA, 0, pss("SHA-512", MGF1ParameterSpec.SHA512, 64)),
    /** ECDSA on P-256 with SHA-256. */
    ES256("ES256", "SHA256withECDSAinP1363Format", Family.EC, 256, null),
    /** ECDSA on P-384 with SHA-384. */
    ES384("ES384", "SHA384withECDSAinP1363Format", Family.EC, 384, null),
    /** ECDSA on P-521 with SHA-512. */
    ES512("ES512", "SHA512withECDSAinP1363Format", Family.EC, 521, null),
    /** EdDSA; on Ed25519 only. */
    EDDSA("EdDSA", "Ed25519", Family.ED25519, 0, null),
    /** EdDSA on Ed25519 by its fully specified name (RFC 9864 §2.2). */
    ED25519("Ed25519", "Ed25519", Family.ED25519, 0, null);

    /** The smallest RSA modulus that is trusted, in bits (RFC 7518 §3.3). */
    public static final int MIN_RSA_BITS = 2048;

    private static final Map<String, JwsAlgorithm> BY_NAME = new HashMap<>();

    static {
        for (JwsAlgorithm algorithm : values()) {
            BY_NAME.put(algorithm.jwaName, algorithm);
        }
    }

    private enum Family {
        RSA,
        EC,
        ED25519
    }

    private final String jwaName;
    private final String jcaName;
    private final Family family;
    private final int curveBits;
    private final @Nullable AlgorithmParameterSpec parameters;

    JwsAlgorithm(
            String jwaName, String jcaName, Family family, int curveBits, @Nullable AlgorithmParameterSpec parameters) {
        this.jwaName = jwaName;
        this.jcaName = jcaName;
        this.family = family;
        this.curveBits = curveBits;
        this.parameters = parameters;
    }

    /** The algorithm with this {@code alg}, compared with case; empty for {@code none}, symmetric and unknown ones. */
    public static Optional<JwsAlgorithm> find(String jwaName) {
        return Optional.ofNullable(BY_NAME.get(jwaName));
    }

    /** The value of {@code alg}. */
    public String jwaName() {
        return jwaName;
    }

    /** Whether both names mean the same algorithm: {@code EdDSA} is used on Ed25519 only. */
    boolean isSameAs(JwsAlgorithm other) {
        return this == other || (family == Family.ED25519 && other.family == Family.ED25519);
    }

    /** Whether the key is of this algorithm's kind: the type and, where it matters, the curve. */
    public boolean fits(PublicKey key) {
        return switch (family) {
            case RSA -> key instanceof RSAPublicKey;
            case EC ->
                key instanceof ECPublicKey ec
                        && ec.getParams().getOrder().bitLength() == curveBits
                        && ec.getParams().getCofactor() == 1;
            case ED25519 ->
                key instanceof EdECPublicKey ed && ed.getParams().getName().equals("Ed25519");
        };
    }

    /** Whether the signature over the whole input is of this key; false for any key or signature that does not fit. */
    public boolean verify(PublicKey key, byte[] signingInput, byte[] signature) {
        return verify(key, signingInput, signingInput.length, signature);
    }

    /** Whether the signature over the first {@code length} bytes of the input is of this key. */
    public boolean verify(PublicKey key, byte[] signingInput, int length, byte[] signature) {
        if (!fits(key) || !hasForm(key, signature)) {
            return false;
        }
        try {
            Signature verifier = NativeCrypto.signature(jcaName);
            if (parameters != null) {
                verifier.setParameter(parameters);
            }
            verifier.initVerify(key);
            verifier.update(signingInput, 0, length);
            return verifier.verify(signature);
        } catch (GeneralSecurityException | RuntimeException unusable) {
            // A signature or key that the JCA provider cannot work with is not a valid one.
            return false;
        }
    }

    private boolean hasForm(PublicKey key, byte[] signature) {
        return switch (family) {
            case RSA -> signature.length == (((RSAPublicKey) key).getModulus().bitLength() + 7) / 8;
            case EC -> hasEcForm((ECPublicKey) key, signature);
            case ED25519 -> signature.length == 64;
        };
    }

    /** R and S have the width of the curve's order and lie between 1 and the order, exclusive (CVE-2022-21449). */
    private boolean hasEcForm(ECPublicKey key, byte[] signature) {
        int width = (curveBits + 7) / 8;
        if (signature.length != 2 * width) {
            return false;
        }
        BigInteger order = key.getParams().getOrder();
        BigInteger r = new BigInteger(1, Arrays.copyOf(signature, width));
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, width, 2 * width));
        return r.signum() > 0 && s.signum() > 0 && r.compareTo(order) < 0 && s.compareTo(order) < 0;
    }

    private static PSSParameterSpec pss(String hash, MGF1ParameterSpec mask, int saltBytes) {
        return new PSSParameterSpec(hash, "MGF1", mask, saltBytes, PSSParameterSpec.TRAILER_FIELD_BC);
    }
}
