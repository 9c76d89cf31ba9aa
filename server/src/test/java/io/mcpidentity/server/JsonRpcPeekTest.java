package io.mcpidentity.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.server.JsonRpcPeek.Peeked;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the peek understands, and what it refuses because another reader could understand it differently. */
class JsonRpcPeekTest {

    private final JsonRpcPeek peek = new JsonRpcPeek(100_000, 20);

    private Peeked peek(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return peek.peek(bytes, bytes.length);
    }

    private JsonRpcMessage message(String body) {
        Peeked peeked = peek(body);
        return assertInstanceOf(Peeked.Message.class, peeked, peeked.toString()).message();
    }

    @Test
    void aCallIsUnderstood() {
        JsonRpcMessage message = message("""
                {"params":{"arguments":{"name":"other","list":[{"a":1},{"a":2}]},"name":"add_note",
                "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","progressToken":1}},
                "method":"tools/call","id":7,"jsonrpc":"2.0"}""");
        assertEquals(JsonRpcMessage.Kind.REQUEST, message.kind());
        assertEquals("tools/call", message.method());
        assertEquals("7", message.id());
        assertEquals(Optional.of("add_note"), message.name());
        assertEquals(Optional.of("2026-07-28"), message.protocolVersion());
    }

    @Test
    void escapedNamesAreTheNamesThatTheyStandFor() {
        JsonRpcMessage message = message("""
                {"jsonrpc":"2.0","\\u0069d":"a\\"b","m\\u0065thod":"tools\\/call","par\\u0061ms":{"n\\u0061me":"p\\u0075rge"}}""");
        assertEquals("tools/call", message.method());
        assertEquals(Optional.of("purge"), message.name());
        assertEquals("\"a\\\"b\"", message.id());
    }

    @Test
    void aNotificationAndAResponseAreUnderstood() {
        assertEquals(
                JsonRpcMessage.Kind.NOTIFICATION,
                message("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
                        .kind());
        assertEquals(
                JsonRpcMessage.Kind.RESPONSE,
                message("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"result\":{\"name\":\"y\"}}")
                        .kind());
        assertEquals(
                JsonRpcMessage.Kind.RESPONSE,
                message("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":1,\"message\":\"m\"}}")
                        .kind());
    }

    @Test
    void aReferenceIsUnderstood() {
        JsonRpcMessage.Reference reference = message("""
                        {"jsonrpc":"2.0","id":1,"method":"completion/complete",
                        "params":{"ref":{"type":"ref/resource","uri":"file:///x"},"argument":{"name":"a","value":"b"}}}""").reference().orElseThrow();
        assertEquals("ref/resource", reference.type());
        assertEquals(Optional.of("file:///x"), reference.uri());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "1",
                "\"x\"",
                "{}",
                "{\"jsonrpc\":\"2.0\"}",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
                "{\"jsonrpc\":2.0,\"id\":1,\"method\":\"ping\"}",
                "{\"id\":1,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":true,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":null}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":[\"ping\"]}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":\"x\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"result\":{}}",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
                "[]",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}{}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"} x",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}",
            })
    void whatIsNotOneMessageIsRefused(String body) {
        assertInstanceOf(Peeked.Refused.class, peek(body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"method\":\"tools/call\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"m\\u0065thod\":\"tools/call\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":1,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"a\",\"name\":\"b\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{},\"params\":{\"name\":\"b\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"arguments\":{\"a\":{\"b\":1,\"b\":2}}}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"_meta\":{\"x\":[{\"b\":1,\"b\":2}]}}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\":1,\"a\":2}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"completion/complete\",\"params\":{\"ref\":{\"type\":\"x\",\"type\":\"y\"}}}",
            })
    void duplicateKeysAreRefusedAtAnyDepth(String body) {
        assertInstanceOf(Peeked.Refused.class, peek(body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"Method\":\"tools/call\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"PARAMS\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"a\",\"Name\":\"b\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/read\",\"params\":{\"URI\":\"b\"}}",
            })
    void keysThatDifferInCaseOnlyAreRefused(String body) {
        assertInstanceOf(Peeked.Refused.class, peek(body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'jsonrpc':'2.0','id':1,'method':'ping'}",
                "{jsonrpc:\"2.0\",id:1,method:\"ping\"}",
                "/* x */{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}// x",
                "# x\n{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":01,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":+1,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":0x1,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"x\":NaN}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"x\":.5}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"x\":[1,,2]}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"pi\nng\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"pi\\xng\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"x\":\"\\q\"}}",
                "\uFEFF{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}",
            })
    void whatOnlyALenientReaderTakesIsRefused(String body) {
        assertInstanceOf(Peeked.Refused.class, peek(body));
    }

    @Test
    void anyEncodingButUtf8IsRefused() {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        for (String charset : new String[] {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32"}) {
            byte[] bytes = body.getBytes(java.nio.charset.Charset.forName(charset));
            assertInstanceOf(Peeked.Refused.class, peek.peek(bytes, bytes.length), charset);
        }
        byte[] overlong = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"pi__ng\"}".getBytes(StandardCharsets.US_ASCII);
        overlong[38] = (byte) 0xC0;
        overlong[39] = (byte) 0xA2;
        assertInstanceOf(Peeked.Refused.class, peek.peek(overlong, overlong.length));
        byte[] latin1 = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"p\u00efng\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertInstanceOf(Peeked.Refused.class, peek.peek(latin1, latin1.length));
    }

    @Test
    void aReplacementCharacterThatWasSentIsNoError() {
        assertEquals(
                "p\uFFFDng",
                message("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"p\uFFFDng\"}")
                        .method());
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "[".repeat(18) + "]".repeat(18);
        String deeper = "[".repeat(50_000);
        assertInstanceOf(
                Peeked.Message.class,
                peek("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"x\":" + deep + "}}"));
        assertInstanceOf(
                Peeked.Refused.class,
                peek("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"x\":[" + deep + "]}}"));
        assertInstanceOf(Peeked.Refused.class, peek(deeper));
        assertInstanceOf(Peeked.Refused.class, peek("{\"a\":".repeat(10_000)));
    }

    @Test
    void namesOfTheWrongTypeAreNoNames() {
        for (String value : new String[] {"1", "null", "true", "[\"a\"]", "{\"a\":\"b\"}"}) {
            assertEquals(
                    Optional.empty(),
                    message("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":" + value
                                    + "}}")
                            .name());
        }
    }

    @Test
    void aRefusalHoldsNothingOfTheBody() {
        Peeked peeked = peek("{\"secret-key\":1,\"secret-key\":2}");
        assertTrue(!peeked.toString().contains("secret"), peeked.toString());
    }
}
