package io.mcpidentity.testkit;

import static io.mcpidentity.Reason.MALFORMED;
import static io.mcpidentity.Reason.UNKNOWN_KEY;
import static io.mcpidentity.Reason.UNSUPPORTED_ALGORITHM;
import static io.mcpidentity.Reason.UNTRUSTED_SIGNATURE;
import static io.mcpidentity.Reason.WEAK_KEY;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import io.mcpidentity.testkit.Forgery.Part;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Forgeries of algorithm, key and signature. */
final class ForgedSignatures {

    /** One past the largest valid half of a signature with P-256. */
    private static final BigInteger ORDER_OF_P256 =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private static final Set<Reason> NOT_THE_KEYS = Set.of(UNSUPPORTED_ALGORITHM, UNKNOWN_KEY);

    private final List<Forgery> all = new ArrayList<>();

    private ForgedSignatures() {
        algorithms();
        keys();
        signatures();
    }

    static List<Forgery> all() {
        return List.copyOf(new ForgedSignatures().all);
    }

    private void algorithm(String name, Reason reason, Function<JwtDraft, AccessToken> work) {
        all.add(Forgery.of(Part.ALGORITHM, name, reason, work));
    }

    private void algorithms() {
        for (String none : List.of("none", "None", "NONE", "nOnE", "none ", "")) {
            String alg = "alg \"" + none + "\"";
            algorithm(
                    alg + ", signed",
                    UNSUPPORTED_ALGORITHM,
                    good -> good.header("alg", none).sign());
            algorithm(
                    alg + ", one byte for a signature",
                    UNSUPPORTED_ALGORITHM,
                    good -> good.header("alg", none).withSignature(new byte[1]));
            algorithm(
                    alg + ", no signature",
                    MALFORMED,
                    good -> AccessToken.of(good.header("alg", none).input() + "."));
        }
        algorithm(
                "no alg",
                UNSUPPORTED_ALGORITHM,
                good -> good.withoutHeader("alg").sign());
        algorithm(
                "a list for alg",
                MALFORMED,
                good -> good.header("alg", List.of("none", "RS256")).sign());
        algorithm("a number for alg", MALFORMED, good -> good.header("alg", 0).sign());
        for (String hmac : List.of("HS256", "HS384", "HS512")) {
            algorithm(
                    hmac + " with the public key as PEM",
                    UNSUPPORTED_ALGORITHM,
                    good -> good.authenticatedBy(hmac, pem(good, "")));
            algorithm(
                    hmac + " with the public key as PEM with a line end",
                    UNSUPPORTED_ALGORITHM,
                    good -> good.authenticatedBy(hmac, pem(good, "\n")));
        }
        algorithm("HS256 with the public key as DER", UNSUPPORTED_ALGORITHM, JwtDraft::signedByPublicKeyAsSecret);
        algorithm(
                "HS256 with the public key as JWK",
                UNSUPPORTED_ALGORITHM,
                good -> good.authenticatedBy(
                        "HS256", JsonText.of(good.mint().publicJwk()).getBytes(StandardCharsets.UTF_8)));
        algorithm(
                "HS256 with a secret that the issuer published",
                UNSUPPORTED_ALGORITHM,
                good -> good.header("kid", Forgery.PUBLISHED_SECRET_ID)
                        .authenticatedBy("HS256", Forgery.PUBLISHED_SECRET));
        all.add(Forgery.of(
                Part.ALGORITHM,
                "an algorithm for keys of another type",
                NOT_THE_KEYS,
                good -> good.header("alg", good.mint().isElliptic() ? "RS256" : "ES256")
                        .sign()));
        all.add(Forgery.of(
                Part.ALGORITHM,
                "an algorithm that is not the key's",
                NOT_THE_KEYS,
                good -> good.header("alg", good.mint().isElliptic() ? "ES384" : "RS384")
                        .sign()));
    }

    private static byte[] pem(JwtDraft good, String lineEnd) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(good.mint().publicKey().getEncoded());
        return ("-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----" + lineEnd)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private void key(String name, Set<Reason> reasons, Function<JwtDraft, AccessToken> work) {
        all.add(Forgery.of(Part.KEY, name, reasons, work));
    }

    private void keys() {
        key(
                "a published RSA key of 1024 bits",
                Set.of(WEAK_KEY),
                good -> good.header("alg", "RS256")
                        .header("kid", Forgery.WEAK.keyId())
                        .signedBy(Forgery.WEAK));
        key("another key under its own kid, in the header jwk", Set.of(UNKNOWN_KEY), good -> {
            TokenMint attacker = Forgery.attacker(good);
            return good.header("kid", attacker.keyId())
                    .header("jwk", attacker.publicJwk())
                    .signedBy(attacker);
        });
        key("another key under the issuer's kid, in the header jwk", Set.of(UNTRUSTED_SIGNATURE), good -> {
            TokenMint attacker = Forgery.attacker(good).named(good.mint().keyId());
            return good.header("jwk", attacker.publicJwk()).signedBy(attacker);
        });
        key("another key without kid, in the header jwk", Set.of(UNTRUSTED_SIGNATURE, UNKNOWN_KEY), good -> {
            TokenMint attacker = Forgery.attacker(good);
            return good.withoutHeader("kid").header("jwk", attacker.publicJwk()).signedBy(attacker);
        });
        for (String name : List.of("jku", "x5u")) {
            key("another key at a URL in the header " + name, Set.of(UNKNOWN_KEY), good -> {
                TokenMint attacker = Forgery.attacker(good);
                return good.header("kid", attacker.keyId())
                        .header(name, attackerUrl(good, name))
                        .signedBy(attacker);
            });
            key(
                    "another key under the issuer's kid at a URL in the header " + name,
                    Set.of(UNTRUSTED_SIGNATURE),
                    good -> good.header(name, attackerUrl(good, name)).signedBy(Forgery.attacker(good)));
        }
        key("another key in the header x5c", Set.of(UNKNOWN_KEY), good -> {
            TokenMint attacker = Forgery.attacker(good);
            return good.header("kid", attacker.keyId())
                    .header("x5c", List.of(der(attacker)))
                    .signedBy(attacker);
        });
        key("another key under the issuer's kid in the header x5c", Set.of(UNTRUSTED_SIGNATURE), good -> {
            TokenMint attacker = Forgery.attacker(good);
            return good.header("x5c", List.of(der(attacker)))
                    .header("x5t#S256", TokenMint.sha256(der(attacker)))
                    .signedBy(attacker);
        });
        for (String kid : List.of(
                "../../../../dev/null",
                "/etc/passwd",
                "file:///dev/null",
                "http://127.0.0.1/key",
                "' OR '1'='1",
                "x' UNION SELECT 'secret'; --",
                "; cat /dev/null |",
                "${jndi:ldap://127.0.0.1/x}",
                "\u0000",
                "line\nbreak",
                "*")) {
            key(
                    "the kid " + JsonText.of(kid),
                    Set.of(UNKNOWN_KEY),
                    good -> good.header("kid", kid).sign());
        }
        key(
                "a kid of 600 characters",
                Set.of(MALFORMED),
                good -> good.header("kid", "k".repeat(600)).sign());
        key(
                "a list for kid",
                Set.of(MALFORMED),
                good -> good.header("kid", List.of(good.mint().keyId())).sign());
    }

    private static String attackerUrl(JwtDraft good, String name) {
        return good.claimed("iss").orElse("http://127.0.0.1") + Forgery.ATTACKER_PATH + "/" + name;
    }

    private static String der(TokenMint mint) {
        return Base64.getEncoder().encodeToString(mint.publicKey().getEncoded());
    }

    private void signature(String name, Function<JwtDraft, AccessToken> work) {
        all.add(Forgery.of(Part.SIGNATURE, name, UNTRUSTED_SIGNATURE, work));
    }

    private void signatures() {
        signature("another key under the issuer's kid", good -> good.signedBy(Forgery.attacker(good)));
        signature("zeros for a signature", JwtDraft::signedWithZeros);
        signature("the signature of another token", good -> {
            byte[] other = good.signature();
            return good.claim("sub", "root").withSignature(other);
        });
        signature(
                "a signature without its last byte",
                good -> good.withSignature(Arrays.copyOf(good.signature(), good.signature().length - 1)));
        signature(
                "a signature with one byte more",
                good -> good.withSignature(Arrays.copyOf(good.signature(), good.signature().length + 1)));
        signature("the first byte of a signature", good -> good.withSignature(Arrays.copyOf(good.signature(), 1)));
        signature("a signature with the largest number", good -> {
            byte[] largest = new byte[good.signature().length];
            Arrays.fill(largest, (byte) 0xff);
            return good.withSignature(largest);
        });
        for (boolean first : new boolean[] {true, false}) {
            for (BigInteger one : List.of(ORDER_OF_P256, BigInteger.ZERO)) {
                signature(
                        (first ? "r" : "s") + " of an ECDSA signature is "
                                + (one.signum() == 0 ? "zero" : "the curve's order"),
                        good -> good.withSignature(
                                first ? halves(good, one, BigInteger.ONE) : halves(good, BigInteger.ONE, one)));
            }
        }
        signature("an ECDSA signature as DER", good -> good.withSignature(new byte[] {0x30, 6, 2, 1, 1, 2, 1, 1}));
    }

    /** Two numbers, each in half of the bytes that a signature has. */
    private static byte[] halves(JwtDraft good, BigInteger first, BigInteger second) {
        byte[] signature = new byte[good.signature().length];
        put(first, signature, signature.length / 2);
        put(second, signature, signature.length);
        return signature;
    }

    private static void put(BigInteger number, byte[] into, int end) {
        byte[] bytes = number.toByteArray();
        int length = Math.min(bytes.length, 32);
        System.arraycopy(bytes, bytes.length - length, into, end - length, length);
    }
}
