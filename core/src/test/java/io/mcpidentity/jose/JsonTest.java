package io.mcpidentity.jose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.Reason;
import io.mcpidentity.Requirement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void whatIsWrittenIsReadAgain() throws JoseException {
        Map<String, Object> members = Map.of(
                "s",
                "\u00e9\"\\\n\u0001",
                "n",
                -7L,
                "t",
                true,
                "l",
                List.of(1L, List.of("x")),
                "o",
                Map.of("p", Map.of()));

        assertEquals(members, Json.object(Json.text(members)));
    }

    @Test
    void anObjectKeepsItsTypes() throws JoseException {
        Map<String, Object> read =
                Json.object("{\"s\":\"é\",\"n\":-7,\"d\":1.5,\"t\":true,\"l\":[1,[\"x\"]],\"o\":{\"p\":{}}}");

        assertEquals(
                Map.of(
                        "s",
                        "é",
                        "n",
                        -7L,
                        "d",
                        1.5,
                        "t",
                        true,
                        "l",
                        List.of(1L, List.of("x")),
                        "o",
                        Map.of("p", Map.of())),
                read);
    }

    @Test
    void nullCountsAsAbsent() throws JoseException {
        Map<String, Object> read = Json.object("{\"a\":null,\"b\":[null,\"x\"],\"c\":{\"d\":null}}");

        assertFalse(read.containsKey("a"));
        assertEquals(List.of("x"), read.get("b"));
        assertEquals(Map.of(), read.get("c"));
    }

    @Test
    @Requirement("RFC 7519 §4")
    void duplicateNamesAreRefusedAtEveryLevel() {
        refused("{\"a\":1,\"a\":1}");
        refused("{\"a\":null,\"a\":1}");
        refused("{\"a\":1,\"\\u0061\":2}");
        refused("{\"a\":{\"b\":1,\"b\":2}}");
        refused("{\"a\":[{\"b\":1,\"b\":2}]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"a\"",
                "{",
                "{}x",
                "{}{}",
                "{},",
                "{'a':1}",
                "{a:1}",
                "{\"a\":1,}",
                "{\"a\":01}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":1e400}",
                "{\"a\":.5}",
                "{\"a\":+1}",
                "{\"a\":1}//",
                "/**/{}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\\x\"}",
                "\uFEFF{}",
                "{\"a\":1}\u0000"
            })
    void whateverIsNotPlainJsonIsRefused(String text) {
        refused(text);
    }

    @Test
    void deepNestingIsRefused() {
        refused("{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}");
        refused("{\"a\":".repeat(100) + "1" + "}".repeat(100));
    }

    @Test
    void longNumbersAreRefusedBeforeTheyCostAnything() {
        refused("{\"a\":" + "9".repeat(1000) + "}");
        refused("{\"a\":1e" + "9".repeat(1000) + "}");
        refused("{\"a\":0." + "9".repeat(1000) + "}");
    }

    @Test
    void numbersPastSixtyFourBitsAreApproximate() throws JoseException {
        assertEquals(
                1e30, Json.object("{\"a\":1000000000000000000000000000000}").get("a"));
        assertEquals(Long.MAX_VALUE, Json.object("{\"a\":9223372036854775807}").get("a"));
        assertEquals(
                9.223372036854776E18, Json.object("{\"a\":9223372036854775808}").get("a"));
    }

    @Test
    void longNamesAndDocumentsAreRefused() {
        refused("{\"" + "n".repeat(5000) + "\":1}");
        refused("{\"a\":\"" + "x".repeat(Json.MAX_BYTES) + "\"}");
    }

    @Test
    @Requirement("RFC 8259 §8.1")
    void otherEncodingsAreRefused() {
        assertThrows(JoseException.class, () -> Json.object("{\"a\":1}".getBytes(StandardCharsets.UTF_16BE)));
        assertThrows(JoseException.class, () -> Json.object("{\"a\":1}".getBytes(StandardCharsets.UTF_16LE)));
        assertThrows(
                JoseException.class,
                () -> Json.object(new byte[] {'{', '"', (byte) 0xc0, (byte) 0xa2, '"', ':', '1', '}'}));
        assertThrows(
                JoseException.class,
                () -> Json.object(new byte[] {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'}));
    }

    @Test
    void aRefusalDoesNotQuoteItsInput() {
        JoseException refusal = assertThrows(JoseException.class, () -> Json.object("{\"secret\":tr"));

        assertFalse(refusal.detail().contains("secret"));
        assertTrue(refusal.getStackTrace().length == 0 && refusal.getCause() == null);
    }

    private static void refused(String text) {
        assertEquals(
                Reason.MALFORMED,
                assertThrows(JoseException.class, () -> Json.object(text)).reason());
    }
}
