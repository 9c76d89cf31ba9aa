package io.mcpidentity.broker.grant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.broker.Requirement;
import io.mcpidentity.broker.web.Form;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorizationResponsesTest {

    private final AuthorizationResponses responses = new AuthorizationResponses("https://mcp.example.com");

    private static AuthorizationRequest request(String redirectUri, Optional<String> state) {
        return new AuthorizationRequest(
                GrantFixture.client("c", io.mcpidentity.broker.client.Client.Authentication.NONE, Set.of()),
                redirectUri,
                state,
                "challenge",
                Set.of("mcp:read"),
                GrantFixture.RESOURCE,
                Set.of());
    }

    @Test
    @Requirement({"RFC 6749 §4.1.2", "RFC 9207 §2"})
    void codeStateAndIssuerStandOnceEach() {
        String state = "a&code=x#\r\n é+%";
        String location = responses.success(request("https://app.example.com/cb", Optional.of(state)), "the-code");
        Form answer = GrantFixture.parameters(location);
        assertEquals(List.of("the-code"), answer.all("code"));
        assertEquals(List.of(state), answer.all("state"));
        assertEquals(List.of("https://mcp.example.com"), answer.all("iss"));
        assertTrue(location.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#'));
    }

    @ParameterizedTest
    @Requirement("RFC 6749 §3.1.2")
    @CsvSource({
        "https://app.example.com/cb, https://app.example.com/cb?code=c&iss=",
        "https://app.example.com/cb?, https://app.example.com/cb?code=c&iss=",
        "https://app.example.com/cb?a=1%2B, https://app.example.com/cb?a=1%2B&code=c&iss=",
        "https://app.example.com/cb?a=1&, https://app.example.com/cb?a=1&code=c&iss=",
        "com.example.app:/cb, com.example.app:/cb?code=c&iss="
    })
    void theRedirectUriKeepsItsOwnQuery(String redirectUri, String beginning) {
        String location = responses.success(request(redirectUri, Optional.empty()), "c");
        assertEquals(beginning + "https%3A%2F%2Fmcp.example.com", location);
    }

    @Test
    @Requirement("RFC 6749 §4.1.2.1")
    void aRefusalSaysSo() {
        Form answer = GrantFixture.parameters(responses.error(
                request("https://app.example.com/cb", Optional.of("s")), "access_denied", "Nobody agreed"));
        assertEquals(List.of("access_denied"), answer.all("error"));
        assertEquals(List.of("Nobody agreed"), answer.all("error_description"));
        assertEquals(List.of("s"), answer.all("state"));
        assertEquals(List.of("https://mcp.example.com"), answer.all("iss"));
    }
}
