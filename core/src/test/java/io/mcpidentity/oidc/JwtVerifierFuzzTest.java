package io.mcpidentity.oidc;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mcpidentity.AccessToken;
import io.mcpidentity.Verification;
import io.mcpidentity.spi.HttpTransport;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** Whatever a token looks like: an answer, never an exception, and never an acceptance of what was not signed. */
@Tag("class-path")
class JwtVerifierFuzzTest {

    private static final String ISSUER = "https://issuer.example";
    private static final SigningKey KEY = SigningKey.p256("key");
    private static final String GENUINE =
            KEY.token("{\"iss\":\"" + ISSUER + "\",\"sub\":\"alice\",\"aud\":\"mcp\",\"exp\":1795435200}");
    private static final HttpTransport KEYS = request -> new HttpTransport.Response(
            200, Map.of(), ("{\"keys\":[" + KEY.jwk() + "]}").getBytes(StandardCharsets.UTF_8));
    private static final JwtVerifier VERIFIER = JwtVerifier.builder(
                    ISSUER,
                    JwksKeys.builder(Endpoint.at(java.net.URI.create("https://issuer.example/jwks")), KEYS)
                            .build())
            .build();

    @FuzzTest(maxDuration = "30s")
    void anythingGetsAnAnswer(FuzzedDataProvider data) {
        String token = data.consumeRemainingAsString();
        if (!token.isEmpty() && VERIFIER.verify(AccessToken.of(token)) instanceof Verification.Accepted) {
            require(token.equals(GENUINE), "A token that nobody signed was accepted");
        }
    }

    @FuzzTest(maxDuration = "30s")
    void aHeaderAndAPayloadOfAnyFormGetAnAnswer(FuzzedDataProvider data) {
        String header = data.consumeString(500);
        String token = SigningKey.encode(header) + "." + SigningKey.encode(data.consumeRemainingAsString()) + ".AAAA";

        require(
                !(VERIFIER.verify(AccessToken.of(token)) instanceof Verification.Accepted),
                "Accepted without signature");
    }

    @FuzzTest(maxDuration = "30s")
    void aMutatedTokenIsNeverAccepted(FuzzedDataProvider data) {
        StringBuilder mutated = new StringBuilder(GENUINE);
        for (int left = data.consumeInt(1, 4); left > 0; left--) {
            int at = data.consumeInt(0, mutated.length() - 1);
            switch (data.consumeInt(0, 2)) {
                case 0 -> mutated.setCharAt(at, data.consumeChar());
                case 1 -> mutated.insert(at, data.consumeChar());
                default -> mutated.deleteCharAt(at);
            }
        }
        String token = mutated.toString();

        boolean accepted = VERIFIER.verify(AccessToken.of(token)) instanceof Verification.Accepted;
        require(accepted == token.equals(GENUINE), "Only the genuine form is accepted");
    }

    @FuzzTest(maxDuration = "30s")
    void claimsOfAnyFormGetAnAnswer(FuzzedDataProvider data) {
        String genuine = KEY.token(data.consumeRemainingAsString());

        require(VERIFIER.verify(AccessToken.of(genuine)) != null, "No answer");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new AssertionError(message);
        }
    }
}
