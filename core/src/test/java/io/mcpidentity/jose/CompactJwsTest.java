package io.mcpidentity.jose;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mcpidentity.Reason;
import io.mcpidentity.Requirement;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompactJwsTest {

    private static final String HEADER = "{\"alg\":\"RS256\",\"kid\":\"k\",\"typ\":\"application/AT+JWT\"}";

    @Test
    void aTokenIsTakenApart() throws JoseException {
        CompactJws jws = CompactJws.parse(token(HEADER, "{\"sub\":\"s\"}"));

        assertEquals(JwsAlgorithm.RS256, jws.header().algorithm());
        assertEquals(Optional.of("k"), jws.header().keyId());
        assertEquals(Optional.of("at+jwt"), jws.header().type());
        assertEquals(Map.of("sub", "s"), jws.claims());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "a", "a.b", "a.b.", ".b.c", "a..c", "a.b.c.d", "a.b.c.d.e", "....", "a.b.c."})
    @Requirement("RFC 7515 §7.1")
    void anythingButThreePartsIsRefused(String token) {
        assertEquals(Reason.MALFORMED, refusal(token));
    }

    @Test
    @Requirement("RFC 7515 §2")
    void reEncodedBase64UrlIsRefused() {
        String token = token(HEADER, "{\"a\":10}");
        String[] parts = token.split("\\.");

        assertEquals(Reason.MALFORMED, refusal(parts[0] + "." + parts[1] + "." + parts[2] + "="));
        assertEquals(Reason.MALFORMED, refusal(parts[0] + "." + parts[1] + "=." + parts[2]));
        assertEquals(Reason.MALFORMED, refusal(parts[0] + "." + parts[1] + " ." + parts[2]));
        assertEquals(Reason.MALFORMED, refusal(parts[0] + "\n." + parts[1] + "." + parts[2]));
        assertEquals(Reason.MALFORMED, refusal(parts[0] + "." + parts[1] + ".+" + parts[2]));
        assertEquals(Reason.MALFORMED, refusal(parts[0] + "." + parts[1] + ".é" + parts[2]));
        assertEquals(Reason.MALFORMED, refusal(parts[0] + "." + parts[1] + ".Ā" + parts[2]));
    }

    @Test
    void charactersOutsideTheBasicPlaneAreRefused() {
        String[] parts = token(HEADER, "{}").split("\\.");

        assertEquals(Reason.MALFORMED, refusal("\uD83D\uDE00.b.c"));
        assertEquals(Reason.MALFORMED, refusal(parts[0] + ".\uD83D\uDE00." + parts[2]));
        assertEquals(Reason.MALFORMED, refusal(parts[0] + "." + parts[1] + ".\uD83D\uDE00"));
        assertEquals(Reason.MALFORMED, refusal(parts[0] + "." + parts[1] + "." + parts[2] + "\uD83D"));
    }

    @Test
    @Requirement("RFC 4648 §3.5")
    void trailingBitsThatAreNotZeroAreRefused() {
        String[] parts = token(HEADER, "{}").split("\\.");

        // "AA" is one byte of zeros, and so would "AB" be to a lenient decoder; "AAA" and "AAB" are two.
        assertEquals(Reason.MALFORMED, refusal(parts[0] + "." + parts[1] + ".AB"));
        assertEquals(Reason.MALFORMED, refusal(parts[0] + "." + parts[1] + ".AAB"));
        assertEquals(Reason.MALFORMED, refusal(parts[0] + "." + parts[1] + ".AAAAA"));
    }

    @Test
    void canonicalFormsDecodeAsTheJdkDoes() {
        for (int length = 0; length < 70; length++) {
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) (i * 37 + length);
            }
            byte[] encoded = Base64.getUrlEncoder().withoutPadding().encode(bytes);
            assertArrayEquals(bytes, Base64Url.decode(encoded, 0, encoded.length));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"none\"}",
                "{\"alg\":\"None\"}",
                "{\"alg\":\"\"}",
                "{\"alg\":\"HS256\"}",
                "{\"alg\":\"rs256\"}",
                "{\"alg\":\"ES256K\"}",
                "{\"kid\":\"k\"}"
            })
    @Requirement({"RFC 8725 §3.1", "RFC 9068 §4"})
    void noneSymmetricAndUnknownAlgorithmsAreRefused(String header) {
        assertEquals(Reason.UNSUPPORTED_ALGORITHM, refusal(token(header, "{}")));
    }

    @Test
    @Requirement("RFC 7515 §4.1.11")
    void criticalExtensionsAreRefused() {
        assertEquals(
                Reason.UNSUPPORTED_HEADER, refusal(token("{\"alg\":\"RS256\",\"crit\":[\"exp\"],\"exp\":1}", "{}")));
        assertEquals(Reason.UNSUPPORTED_HEADER, refusal(token("{\"alg\":\"RS256\",\"crit\":[]}", "{}")));
    }

    @Test
    @Requirement("RFC 7797 §6")
    void unencodedPayloadsAreRefused() {
        assertEquals(Reason.UNSUPPORTED_HEADER, refusal(token("{\"alg\":\"RS256\",\"b64\":false}", "{}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":7}",
                "{\"alg\":\"RS256\",\"kid\":7}",
                "{\"alg\":\"RS256\",\"typ\":[\"JWT\"]}",
                "[]",
                "x"
            })
    void headersOfWrongTypesAreRefused(String header) {
        assertEquals(Reason.MALFORMED, refusal(token(header, "{}")));
    }

    @Test
    void duplicateHeaderNamesAreRefused() {
        assertEquals(Reason.MALFORMED, refusal(token("{\"alg\":\"RS256\",\"alg\":\"none\"}", "{}")));
    }

    @Test
    void tokensOfMoreThanAMillionCharactersAreRefused() {
        assertEquals(Reason.TOO_LARGE, refusal(token(HEADER, "x".repeat(CompactJws.MAX_LENGTH))));
        assertEquals(Reason.TOO_LARGE, refusal(token("{\"alg\":\"" + "x".repeat(20_000) + "\"}", "{}")));
    }

    @Test
    void itsTextHoldsNoPartOfTheToken() throws JoseException {
        assertEquals("CompactJws[RS256]", CompactJws.parse(token(HEADER, "{}")).toString());
    }

    @Test
    void aKeyIdOfHundredsOfCharactersIsRefused() {
        assertEquals(Reason.MALFORMED, refusal(token("{\"alg\":\"RS256\",\"kid\":\"" + "k".repeat(600) + "\"}", "{}")));
    }

    private static Reason refusal(String token) {
        return assertThrows(JoseException.class, () -> CompactJws.parse(token)).reason();
    }

    private static String token(String header, String payload) {
        return encode(header) + "." + encode(payload) + "." + encode("signature");
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
