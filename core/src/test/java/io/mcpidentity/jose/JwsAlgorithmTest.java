package io.mcpidentity.jose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.Requirement;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JwsAlgorithmTest {

    private static final byte[] INPUT = "header.payload".getBytes(StandardCharsets.US_ASCII);
    private static final KeyPair RSA = generate("RSA", 2048);
    private static final KeyPair P256 = curve("secp256r1");
    private static final KeyPair P384 = curve("secp384r1");
    private static final KeyPair P521 = curve("secp521r1");
    private static final KeyPair ED25519 = generate("Ed25519", 255);

    @ParameterizedTest
    @EnumSource(JwsAlgorithm.class)
    void aGenuineSignatureVerifiesAndOneWithAnyBitChangedDoesNot(JwsAlgorithm algorithm) throws Exception {
        byte[] signature = sign(algorithm);

        assertTrue(algorithm.verify(keys(algorithm).getPublic(), INPUT, signature));
        for (int at : new int[] {0, signature.length / 2, signature.length - 1}) {
            byte[] changed = signature.clone();
            changed[at] ^= 1;
            assertFalse(algorithm.verify(keys(algorithm).getPublic(), INPUT, changed));
        }
        assertFalse(algorithm.verify(keys(algorithm).getPublic(), INPUT, INPUT.length - 1, signature));
    }

    @ParameterizedTest
    @EnumSource(JwsAlgorithm.class)
    void signaturesOfAnotherLengthAreRefused(JwsAlgorithm algorithm) throws Exception {
        PublicKey key = keys(algorithm).getPublic();
        byte[] signature = sign(algorithm);

        assertFalse(algorithm.verify(key, INPUT, new byte[0]));
        assertFalse(algorithm.verify(key, INPUT, Arrays.copyOf(signature, signature.length - 1)));
        assertFalse(algorithm.verify(key, INPUT, Arrays.copyOf(signature, signature.length + 1)));
        byte[] padded = new byte[signature.length + 1];
        System.arraycopy(signature, 0, padded, 1, signature.length);
        assertFalse(algorithm.verify(key, INPUT, padded));
    }

    @ParameterizedTest
    @EnumSource(JwsAlgorithm.class)
    void signaturesOfZerosAreRefused(JwsAlgorithm algorithm) throws Exception {
        assertFalse(algorithm.verify(keys(algorithm).getPublic(), INPUT, new byte[sign(algorithm).length]));
    }

    @ParameterizedTest
    @EnumSource(JwsAlgorithm.class)
    void keysOfAnotherKindOrCurveAreRefused(JwsAlgorithm algorithm) throws Exception {
        byte[] signature = sign(algorithm);
        PublicKey own = keys(algorithm).getPublic();
        for (KeyPair other : new KeyPair[] {RSA, P256, P384, P521, ED25519}) {
            assertEquals(other.getPublic().equals(own), algorithm.verify(other.getPublic(), INPUT, signature));
        }
    }

    @Test
    @Requirement("RFC 7518 §3.4")
    void ecdsaSignaturesOutsideTheRangeAreRefused() throws Exception {
        byte[] signature = sign(JwsAlgorithm.ES256);
        BigInteger order = ((ECPublicKey) P256.getPublic()).getParams().getOrder();
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));

        byte[] zeroR = signature.clone();
        Arrays.fill(zeroR, 0, 32, (byte) 0);
        assertFalse(JwsAlgorithm.ES256.verify(P256.getPublic(), INPUT, zeroR));
        byte[] zeroS = signature.clone();
        Arrays.fill(zeroS, 32, 64, (byte) 0);
        assertFalse(JwsAlgorithm.ES256.verify(P256.getPublic(), INPUT, zeroS));
        BigInteger past = s.add(order);
        if (past.bitLength() <= 256) {
            byte[] wrapped = signature.clone();
            byte[] bytes = past.toByteArray();
            System.arraycopy(bytes, bytes.length - 32, wrapped, 32, 32);
            assertFalse(JwsAlgorithm.ES256.verify(P256.getPublic(), INPUT, wrapped));
        }
        byte[] orders = new byte[64];
        byte[] bytes = order.toByteArray();
        System.arraycopy(bytes, bytes.length - 32, orders, 0, 32);
        System.arraycopy(bytes, bytes.length - 32, orders, 32, 32);
        assertFalse(JwsAlgorithm.ES256.verify(P256.getPublic(), INPUT, orders));
    }

    @Test
    @Requirement("RFC 7518 §3.4")
    void derEncodedEcdsaSignaturesAreRefused() throws GeneralSecurityException {
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(P256.getPrivate());
        signer.update(INPUT);

        assertFalse(JwsAlgorithm.ES256.verify(P256.getPublic(), INPUT, signer.sign()));
    }

    @Test
    void namesAreComparedWithCase() {
        assertEquals(Optional.of(JwsAlgorithm.EDDSA), JwsAlgorithm.find("EdDSA"));
        assertEquals(Optional.empty(), JwsAlgorithm.find("EDDSA"));
        assertEquals(Optional.empty(), JwsAlgorithm.find("HS256"));
        assertEquals(Optional.empty(), JwsAlgorithm.find("none"));
    }

    private static KeyPair keys(JwsAlgorithm algorithm) {
        return switch (algorithm) {
            case ES256 -> P256;
            case ES384 -> P384;
            case ES512 -> P521;
            case EDDSA, ED25519 -> ED25519;
            default -> RSA;
        };
    }

    private static byte[] sign(JwsAlgorithm algorithm) throws GeneralSecurityException {
        String bits = algorithm.jwaName().substring(2);
        Signature signer = switch (algorithm) {
            case RS256, RS384, RS512 -> Signature.getInstance("SHA" + bits + "withRSA");
            case PS256, PS384, PS512 -> {
                Signature pss = Signature.getInstance("RSASSA-PSS");
                pss.setParameter(new PSSParameterSpec(
                        "SHA-" + bits, "MGF1", new MGF1ParameterSpec("SHA-" + bits), Integer.parseInt(bits) / 8, 1));
                yield pss;
            }
            case ES256, ES384, ES512 -> Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
            case EDDSA, ED25519 -> Signature.getInstance("Ed25519");
        };
        signer.initSign(keys(algorithm).getPrivate());
        signer.update(INPUT);
        return signer.sign();
    }

    private static KeyPair generate(String type, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }

    private static KeyPair curve(String name) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(name));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }
}
