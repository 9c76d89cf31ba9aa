package io.mcpidentity.server;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mcpidentity.auth.Credentials;
import io.mcpidentity.server.AuthorizationHeader.Presented;
import io.mcpidentity.server.JsonRpcMessage.Kind;
import io.mcpidentity.server.JsonRpcPeek.Peeked;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Whatever arrives: a value, never an exception, and never another reading than the SDK's. */
@Tag("class-path")
class ServerFuzzTest {

    private static final JsonRpcPeek PEEK = new JsonRpcPeek(100_000, 100);
    private static final McpJsonMapper SDK = McpJsonDefaults.getMapper();

    @FuzzTest(maxDuration = "30s")
    void whateverThePeekAcceptsTheSdkReadsTheSameWayOrRefuses(byte[] body) {
        Peeked peeked = PEEK.peek(body, body.length);
        if (peeked instanceof Peeked.Message found) {
            String text = new String(body, StandardCharsets.UTF_8);
            McpSchema.JSONRPCMessage sdk;
            try {
                sdk = McpSchema.deserializeJsonRpcMessage(SDK, text);
            } catch (IOException | IllegalArgumentException refused) {
                // The transports answer 400 to these, and nothing is called.
                return;
            }
            isReadTheSameWay(found.message(), sdk, text);
        }
    }

    private static void isReadTheSameWay(JsonRpcMessage message, McpSchema.JSONRPCMessage sdk, String body) {
        if (sdk instanceof McpSchema.JSONRPCRequest request) {
            require(message.kind() == Kind.REQUEST && message.method().equals(request.method()), body);
            if (message.method().equals("tools/call") && message.name().isPresent()) {
                McpSchema.CallToolRequest call = SDK.convertValue(request.params(), McpSchema.CallToolRequest.class);
                require(message.name().get().equals(call.name()), body);
            }
        } else if (sdk instanceof McpSchema.JSONRPCNotification notification) {
            require(message.kind() == Kind.NOTIFICATION && message.method().equals(notification.method()), body);
        } else {
            require(message.kind() == Kind.RESPONSE, body);
        }
    }

    @FuzzTest(maxDuration = "30s")
    void whateverTheHeaderHoldsATokenIsWellFormedOrThereIsNone(FuzzedDataProvider data) {
        String header = data.consumeString(200);
        List<String> proofs = data.consumeBoolean() ? List.of(data.consumeString(50)) : List.of();
        Presented presented = AuthorizationHeader.read(List.of(header), proofs, "POST", "https://mcp.example.com/mcp");
        if (presented instanceof Presented.Token token) {
            Credentials credentials = token.credentials();
            String value = credentials.token().value();
            require(header.contains(value), "the token is not in the header");
            require(
                    value.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '"' && c != '\\' && c != ','),
                    "the token holds what no token holds");
        }
        require(!presented.toString().contains("\n"), "a line can be forged");
        QueryToken.isIn(header);
        new Origins("https://mcp.example.com/mcp", List.of()).admit(List.of(header));
        ProtectedPaths.of(List.of("/mcp"), "").cover(header);
    }

    @FuzzTest(maxDuration = "30s")
    void whateverADescriptionHoldsTheChallengeStaysOneLineWithItsQuotesClosed(FuzzedDataProvider data) {
        Challenge challenge = new Challenge("https://mcp.example.com/.well-known/x", List.of("ES256"));
        String description = data.consumeString(100);
        List<String> scopes = List.of(data.consumeString(20), data.consumeRemainingAsString());
        for (String header : challenge.invalidProof("invalid_token", description, scopes)) {
            require(header.chars().allMatch(c -> c >= 0x20 && c < 0x7f), header);
            require(header.indexOf('\\') < 0, header);
            require(header.chars().filter(c -> c == '"').count() % 2 == 0, header);
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
