package io.mcpidentity.oidc;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mcpidentity.Caller;
import io.mcpidentity.SignOut;
import io.mcpidentity.spi.HttpEndpoints.Request;
import io.mcpidentity.spi.HttpEndpoints.Response;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.Revocations;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;

/** Whatever is posted: an answer of ours, never an exception, and nobody is signed out by what was not signed. */
@Tag("class-path")
class BackChannelLogoutFuzzTest {

    private static final SigningKey KEY = SigningKey.p256("key");
    private static final HttpTransport KEYS = request -> new HttpTransport.Response(
            200, Map.of(), ("{\"keys\":[" + KEY.jwk() + "]}").getBytes(StandardCharsets.UTF_8));

    @FuzzTest(maxDuration = "30s")
    void aFormOfAnyFormGetsAnAnswer(FuzzedDataProvider data) {
        answer(data.consumeRemainingAsBytes(), false);
    }

    @FuzzTest(maxDuration = "30s")
    void signedClaimsOfAnyFormGetAnAnswer(FuzzedDataProvider data) {
        String token = KEY.token(data.consumeRemainingAsString());

        answer(("logout_token=" + token).getBytes(StandardCharsets.US_ASCII), true);
    }

    private static void answer(byte[] body, boolean signed) {
        BackChannelLogout logout = BackChannelLogout.builder(
                        "https://issuer.example",
                        JwksKeys.builder(Endpoint.at(URI.create("https://issuer.example/jwks")), KEYS)
                                .build(),
                        "/sign-out",
                        Set.of("client"))
                .build();
        logout.revocations(new Revocations() {
            @Override
            public void evict(Predicate<Caller> callers) {
                throw new AssertionError("Nobody asked for that");
            }

            @Override
            public void signedOut(SignOut end) {
                if (!signed) {
                    throw new AssertionError("Signed out by a token that nobody signed");
                }
            }
        });
        Response answer = logout.answer(new Request(
                "POST",
                "/sign-out",
                "",
                Map.of("content-type", List.of("application/x-www-form-urlencoded")),
                body,
                "127.0.0.1"));
        if (answer.status() != 400 && !(signed && answer.status() == 200)) {
            throw new AssertionError("Answered " + answer.status());
        }
    }
}
