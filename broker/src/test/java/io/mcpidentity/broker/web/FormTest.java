package io.mcpidentity.broker.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.spi.HttpEndpoints.Request;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {

    @Test
    void valuesAreDecodedOnce() {
        Form form = Form.parse("a=1+2&b=%C3%A9%2526&c&d=&=e&f=g=h").orElseThrow();

        assertEquals(Optional.of("1 2"), form.value("a"));
        assertEquals(Optional.of("é%26"), form.value("b"));
        assertEquals(Optional.of("g=h"), form.value("f"));
    }

    @Test
    void aParameterWithoutValueIsAbsent() {
        Form form = Form.parse("scope=&state").orElseThrow();

        assertEquals(Optional.empty(), form.value("scope"));
        assertEquals(Optional.empty(), form.value("state"));
    }

    @Test
    void onlyResourceMayStandTwice() {
        assertFalse(Form.parse("resource=a&resource=b&scope=c").orElseThrow().repeats());
        Form twice = Form.parse("scope=a&scope=a").orElseThrow();
        assertTrue(twice.repeats());
        assertEquals(Optional.empty(), twice.value("scope"));
        assertEquals(List.of("a", "a"), twice.all("scope"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a=%", "a=%4", "a=%zz", "a=%-1", "a=%C3", "a=%FF", "a=\u00e9", "a=%00", "a=b%1Bc", "%E2%28%A1=x"
            })
    void whatIsMalformedIsNoForm(String encoded) {
        assertEquals(Optional.empty(), Form.parse(encoded));
    }

    @Test
    void tooManyParametersAreNoForm() {
        assertTrue(Form.parse("a=b&".repeat(64)).isPresent());
        assertTrue(Form.parse("a=b&".repeat(65)).isEmpty());
    }

    @Test
    void onlyAFormBodyIsRead() {
        assertEquals(
                Optional.of("b"),
                Form.ofBody(request("application/x-www-form-urlencoded; charset=utf-8", "a=b"))
                        .orElseThrow()
                        .value("a"));
        assertTrue(Form.ofBody(request("application/json", "a=b")).isEmpty());
        assertTrue(Form.ofBody(request("", "a=b")).isEmpty());
    }

    private static Request request(String type, String body) {
        return new Request(
                "POST",
                "/token",
                "",
                Map.of("Content-Type", List.of(type)),
                body.getBytes(StandardCharsets.UTF_8),
                "127.0.0.1");
    }
}
