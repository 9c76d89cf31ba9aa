package io.mcpidentity.quickstart.tour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PageTest {

    @Test
    void aFormIsReadAsABrowserReadsIt() {
        Page page = Page.parse("""
                <!DOCTYPE html><html><head><title>Sign in &amp; go</title></head><body>
                <form method="post" action="/sign-in?a=1&amp;b=2">
                <input type="hidden" name="request" value="a&quot;b&#39;c&#x3c;>">
                <input name="user" autofocus>
                <input type="password" name="secret">
                <input type="checkbox" name="on" value="1" checked><input type="checkbox" name="off" value="1">
                <button type="submit" name="decision" value="allow">Allow</button>
                </form></body></html>""");

        assertEquals("Sign in & go", page.title());
        Page.Form form = page.forms().get(0);
        assertEquals("/sign-in?a=1&b=2", form.action());
        assertEquals(Map.of("request", "a\"b'c<>", "user", "", "secret", "", "on", "1"), form.fields());
        assertTrue(form.asksForPassword());
        assertEquals(Optional.of("user"), form.field("text"));
        assertEquals(Optional.of("decision"), form.button("allow").map(button -> button.get("name")));
        assertEquals(Optional.empty(), page.refresh());
    }

    @Test
    void aPageMayLeadElsewhereByItself() {
        Page page = Page.parse(
                "<meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"0;url=http://127.0.0.1:1/cb?a=1&amp;b=2\">");

        assertEquals(Optional.of("http://127.0.0.1:1/cb?a=1&b=2"), page.refresh());
        assertFalse(page.forms().iterator().hasNext());
    }
}
