package io.mcpidentity.it.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeakSearchTest {

    private static final String SECRET = "s3cret+of/some~length=";
    private static final String TOKEN = "header-of-a-token-0123456789.claims-of-a-token.signature-of-it";

    private final LeakSearch search = new LeakSearch();

    private Set<String> found(String log) {
        search.add("client_secret", SECRET);
        search.add("access_token", TOKEN);
        return search.in(log.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aSecretIsFoundAndNotShown() {
        Set<String> found = found("one\ntwo " + SECRET + " and so on\nthree");

        assertEquals(Set.of("line 2: client_secret"), found);
        assertFalse(found.toString().contains(SECRET));
    }

    @Test
    void aSecretIsFoundAtTheVeryBeginningAndAtTheVeryEnd() {
        assertEquals(Set.of("line 1: client_secret"), found(SECRET));
        assertEquals(Set.of("line 2: client_secret"), found("\n" + SECRET));
    }

    @Test
    void aSecretIsFoundInAForm() {
        assertEquals(
                Set.of("line 1: client_secret"),
                found("a=b&client_secret=" + URLEncoder.encode(SECRET, StandardCharsets.UTF_8) + "&c=d"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "i", "id", "id:", "some-client:"})
    void aSecretIsFoundInBasicCredentials(String before) {
        byte[] credentials = (before + SECRET + ".").getBytes(StandardCharsets.UTF_8);

        assertEquals(
                Set.of("line 1: client_secret"),
                found("Basic " + Base64.getEncoder().encodeToString(credentials)));
        assertEquals(
                Set.of("line 1: client_secret"),
                found("in a URL " + Base64.getUrlEncoder().encodeToString(credentials)));
    }

    @Test
    void theHalfOfALongOneIsFound() {
        int half = TOKEN.length() / 2;

        assertEquals(Set.of("line 1: access_token"), found(TOKEN.substring(0, half + 2) + "…"));
        assertEquals(Set.of("line 1: access_token"), found("…" + TOKEN.substring(half - 2)));
    }

    @Test
    void nothingIsFoundWhereNothingIs() {
        assertEquals(Set.of(), found("header-of-a-token is no token, nor is s3cret+of/some one\n"));
        assertEquals(Set.of(), found("short"));
        assertEquals(Set.of(), found(""));
    }

    @Test
    void whatIsTooShortIsNotCounted() {
        search.add("code", "1234567");
        search.add("code", "12345678");
        search.add("code", "12345678");

        assertEquals(1, search.size());
    }
}
