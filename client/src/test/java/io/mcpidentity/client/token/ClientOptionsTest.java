package io.mcpidentity.client.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.client.Requirement;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientOptionsTest {

    private static ClientOptions options(List<GivenClient> given, Optional<String> document) {
        return new ClientOptions(ClientOptions.ORDER, given, document, Optional.empty(), "A program");
    }

    private static GivenClient given(String id, Optional<AuthMethod> method) {
        return new GivenClient("https://as.example.com", id, Optional.empty(), Optional.empty(), method);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://app.example.com/client.json",
                "https://app.example.com",
                "https://app.example.com/",
                "https://app.example.com/client.json#part",
                "https://user@app.example.com/client.json",
                "https://app.example.com/a/../client.json",
                "https://app.example.com/a/%2e%2E/client.json",
                "https:client.json",
                "not a URL",
            })
    @Requirement("draft-ietf-oauth-client-id-metadata-document-00 §3")
    void aDocumentHasToBeWhereServersWouldLookForIt(String url) {
        assertEquals(1, options(List.of(), Optional.of(url)).problems().size());
    }

    @Test
    void optionsInOrderHaveNoProblems() {
        assertEquals(
                List.of(),
                options(
                                List.of(given("mine", Optional.of(AuthMethod.NONE))),
                                Optional.of("https://app.example.com:8443/client.json?v=1"))
                        .problems());
    }

    @Test
    void allProblemsAreToldAtOnceWhenItStarts() {
        ClientOptions options = options(
                List.of(
                        given("", Optional.empty()),
                        given("mine", Optional.of(AuthMethod.BASIC)),
                        new GivenClient(
                                "https://other.example.com",
                                "other",
                                Optional.of("s3cret"),
                                Optional.empty(),
                                Optional.of(AuthMethod.PRIVATE_KEY_JWT))),
                Optional.of("http://app.example.com/client.json"));
        assertEquals(5, options.problems().size(), () -> options.problems().toString());
        ClientMisconfigured failure = assertThrows(
                ClientMisconfigured.class,
                () -> new Registration(
                        options,
                        Credentials.inMemory(),
                        request -> {
                            throw new AssertionError("Nobody may be called");
                        },
                        InstantSource.system()));
        for (String problem : options.problems()) {
            assertTrue(failure.getMessage().contains(problem), failure.getMessage());
        }
        assertFalse(failure.getMessage().contains("s3cret"), failure.getMessage());
        assertFalse(options.toString().contains("s3cret"), options.toString());
    }
}
