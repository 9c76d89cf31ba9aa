package io.mcpidentity.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.config.ConfigurationException.Problem;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PropertiesTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a=b",
                "a = b",
                "a:b",
                "a b",
                "a",
                "a=",
                "=b",
                "  a\t=\t b  ",
                "a==b",
                "a= =b",
                "a = b = c : d",
                "# comment\n! another\n  # indented\na=b",
                "#comment \\\na=b",
                "a=b\\\n   c",
                "a=b\\\r\n\t c\r\nd=e\re=f",
                "a=b\\\\\nc=d",
                "a=b\\\\\\\nc=d",
                "a\\\n=b",
                "a \\\n = b",
                "\\\n# no comment",
                "a=b\\",
                "a=b\\\n",
                "a=b\\\n\nc=d",
                "a\\ b\\=c\\:d = e",
                "tool.add\\ note.scopes = x",
                "a=\\t\\n\\r\\f\\q\\\\",
                "\\u0061=\\u00e9\\u20AC",
                "a=é€",
                "a=b # no comment",
                "a\fb",
                "\n\n\r\n  \n",
            })
    void theSyntaxIsThatOfJavaProperties(String text) throws IOException {
        Properties expected = new Properties();
        expected.load(new StringReader(text));

        assertEquals(expected, values(PropertiesText.parse(text, "file")));
    }

    @Test
    void everyKeyKnowsItsLine() {
        PropertiesText parsed = PropertiesText.parse("# one\na = 1 \\\n  2\r\n\r\nb = 3", "file");

        assertEquals(2, parsed.lines().get("a").number());
        assertEquals(5, parsed.lines().get("b").number());
    }

    @Test
    void aKeyThatStandsTwiceIsAProblemWithBothLines() {
        PropertiesText parsed = PropertiesText.parse("a = first\nb = 2\n\\u0061 : second\n", "file");

        assertEquals(
                List.of(new Problem("a", "stands twice in file, in lines 1 and 3; keep one of them")),
                parsed.problems());
    }

    @Test
    void aBrokenEscapeIsAProblemWithItsLine() {
        PropertiesText parsed = PropertiesText.parse("a = 1\npath = C:\\users\\ann", "file");

        assertEquals(1, parsed.problems().size());
        assertTrue(parsed.problems().get(0).message().startsWith("line 2 has a `\\u` without four hexadecimal digits"));
    }

    @Test
    void aLineDoesNotShowItsValue() {
        assertEquals(
                "{a=line 1}",
                PropertiesText.parse("a = hunter2", "file").lines().toString());
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstKey() {
        assertEquals(Map.of("a", "1"), values(PropertiesText.parse("\uFEFFa = 1", "file")));
    }

    private static Map<String, String> values(PropertiesText parsed) {
        Map<String, String> values = new HashMap<>();
        parsed.lines().forEach((key, line) -> values.put(key, line.value()));
        return values;
    }
}
