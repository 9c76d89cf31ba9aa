package io.mcpidentity.client.authorization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.Requirement;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {

    @Test
    @Requirement("RFC 9207 §2.4")
    void valuesAreDecodedAsThoseOfAForm() throws AccessRefused {
        assertEquals(
                Map.of("code", "a b+c", "iss", "https://as.example/%7Eä", "n", "1"),
                Parameters.parse("code=a+b%2Bc&iss=https%3A%2F%2Fas.example%2F%257E%C3%A4&&n=1")
                        .orElseThrow()
                        .once());
    }

    @Test
    @Requirement("RFC 6749 §3.1")
    void aParameterWithoutAValueCountsAsAbsent() throws AccessRefused {
        Parameters parameters = Parameters.parse("code=&state&error=x").orElseThrow();
        assertEquals(Map.of("error", "x"), parameters.once());
        assertEquals(Optional.empty(), parameters.value("code"));
    }

    @Test
    void aNameThatStandsThereIsNamedWhateverItsValue() {
        Parameters parameters =
                Parameters.parse("code=&state&error=x&iss=a&iss=b").orElseThrow();
        assertEquals(Set.of("code", "state", "error", "iss"), parameters.names());
    }

    @ParameterizedTest
    @ValueSource(strings = {"code=a&state=s&code=b", "code=a&code=a", "code=a&code=", "code=a&%63ode=b", "x=1&x=2"})
    @Requirement("RFC 6749 §3.1")
    void aParameterThatStandsTwiceIsRefused(String query) {
        Parameters parameters = Parameters.parse(query).orElseThrow();
        AccessRefused refused = assertThrows(AccessRefused.class, parameters::once);
        assertTrue(refused.getMessage().contains("twice"));
    }

    @Test
    void aParameterThatStandsTwiceHasNoValue() {
        Parameters parameters = Parameters.parse("state=a&state=a&code=b").orElseThrow();
        assertEquals(Optional.empty(), parameters.value("state"));
        assertEquals(Optional.of("b"), parameters.value("code"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "code=%",
                "code=%4",
                "code=%zz",
                "code=%ff",
                "code=%C0%AF",
                "code=%00",
                "%1b=a",
                "code=ä",
                "code=%+4"
            })
    void whatIsMalformedIsNotRead(String query) {
        assertEquals(Optional.empty(), Parameters.parse(query));
    }

    @Test
    void aDescriptionMayHaveSeveralLines() {
        assertEquals(
                Optional.of("one\r\ntwo"),
                Parameters.parse("error_description=one%0D%0Atwo").orElseThrow().value("error_description"));
    }

    @Test
    void moreThanAnyServerSendsIsNotRead() {
        assertEquals(Optional.empty(), Parameters.parse("code=" + "a".repeat(40_000)));
        assertEquals(Optional.empty(), Parameters.parse("a&".repeat(100)));
        assertTrue(Parameters.parse("code=" + "a".repeat(8_000)).isPresent());
    }

    @Test
    void noValueIsShown() {
        assertFalse(Parameters.parse("code=secret").orElseThrow().toString().contains("secret"));
    }

    @Test
    void whatIsEncodedArrivesAsItIs() throws AccessRefused {
        String value = "https://mcp.example.com/a b+c?d=e&f=%20#ä€😀~*'()";
        assertEquals(
                Map.of("resource", value),
                Parameters.parse("resource=" + Parameters.encoded(value))
                        .orElseThrow()
                        .once());
        assertEquals("a%20b", Parameters.encoded("a b"));
    }
}
