package io.mcpidentity.broker.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class HtmlTest {

    @Test
    void textAndAttributesAreEscaped() {
        String page = new Html()
                .element("a", "<b> & 'c'", "href", "\"><script>alert('x')</script>&")
                .document();

        assertEquals(
                "<!DOCTYPE html>\n<a href=\"&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;\">"
                        + "&lt;b&gt; &amp; &#39;c&#39;</a>\n",
                page);
    }

    @Test
    void aClaimCannotReorderTheTextAroundItOrHideAnything() {
        assertEquals("\uFFFDmoc.elpmaxe\uFFFDa\uFFFDb\uFFFD", Html.shown("\u202Emoc.elpmaxe\u2066a\u200Bb\n"));
    }

    @Test
    void aLongClaimIsCutBetweenCharacters() {
        assertEquals("\uD83D\uDE00".repeat(80) + "…", Html.shown("\uD83D\uDE00".repeat(500)));
    }

    @Test
    void aDocumentThatIsNotClosedIsAMistake() {
        assertThrows(IllegalStateException.class, () -> new Html().open("p").document());
    }
}
