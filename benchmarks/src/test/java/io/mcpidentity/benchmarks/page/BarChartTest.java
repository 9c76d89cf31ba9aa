package io.mcpidentity.benchmarks.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class BarChartTest {

    private final BarChart chart = new BarChart("Fast & <safe>")
            .group("RS256")
            .bar("theirs", 2, 1.5, 2.5, false)
            .bar("ours", 1, 0.9, 1.1, true)
            .target(1.2);

    @Test
    void theBarsAreAsLongAsTheirValues() throws Exception {
        Document picture = parsed(chart.svg());

        double theirs = width(picture, 0);
        assertTrue(theirs > 0);
        assertEquals(theirs / 2, width(picture, 1), 0.1);
    }

    @Test
    void theBarsOfThisProjectStandOut() throws Exception {
        Document picture = parsed(chart.svg());

        assertEquals("bar", attribute(picture, 0, "class"));
        assertEquals("ours", attribute(picture, 1, "class"));
    }

    @Test
    void namesAreEscaped() {
        assertTrue(chart.svg().contains("Fast &amp; &lt;safe&gt;"));
    }

    @Test
    void thePictureHasColoursForDarkGround() {
        assertTrue(chart.svg().contains("prefers-color-scheme: dark"));
    }

    @Test
    void nothingInThePictureIsFetched() {
        assertFalse(chart.svg().replace("http://www.w3.org/2000/svg", "").contains("http"));
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static double width(Document picture, int bar) {
        return Double.parseDouble(attribute(picture, bar, "width"));
    }

    private static String attribute(Document picture, int bar, String name) {
        return picture.getElementsByTagName("rect")
                .item(bar)
                .getAttributes()
                .getNamedItem(name)
                .getNodeValue();
    }
}
