package io.mcpidentity.client.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mcpidentity.client.token.ClientIdentity.Origin;
import io.mcpidentity.jose.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientIdentityTest {

    private static final JwsSigner KEY = TokenFixture.signer();

    private static ClientIdentity identity(ClientAuth auth) {
        return new ClientIdentity(
                "https://as.example.com",
                "an id",
                Origin.REGISTERED,
                auth,
                Optional.of(Instant.ofEpochSecond(1_900_000_000L)),
                List.of("http://127.0.0.1/callback"));
    }

    static Stream<ClientAuth> auths() {
        return Stream.of(
                new ClientAuth.None(),
                new ClientAuth.Post("s-1 \"é"),
                new ClientAuth.Basic("s-2"),
                new ClientAuth.PrivateKeyJwt(KEY));
    }

    @ParameterizedTest
    @MethodSource("auths")
    void whatWasKeptIsTheSame(ClientAuth auth) throws Exception {
        Map<String, Object> kept = Json.object(Json.text(identity(auth).members()));
        assertEquals(Optional.of(identity(auth)), ClientIdentity.of(kept, Optional.of(KEY)));
    }

    @Test
    void aClientWhoseKeyIsGoneIsNobody() {
        Map<String, Object> kept = identity(new ClientAuth.PrivateKeyJwt(KEY)).members();
        assertEquals(Optional.empty(), ClientIdentity.of(kept, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"issuer", "client_id", "origin", "token_endpoint_auth_method", "client_secret"})
    void aClientWithoutAllItsMembersIsNobody(String member) {
        Map<String, Object> kept =
                new LinkedHashMap<>(identity(new ClientAuth.Post("s-1")).members());
        kept.remove(member);
        assertEquals(Optional.empty(), ClientIdentity.of(kept, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"origin", "token_endpoint_auth_method"})
    void aValueThatIsNotKnownMakesItNobody(String member) {
        Map<String, Object> kept =
                new LinkedHashMap<>(identity(new ClientAuth.Post("s-1")).members());
        kept.put(member, "new in a later version");
        assertEquals(Optional.empty(), ClientIdentity.of(kept, Optional.empty()));
    }
}
