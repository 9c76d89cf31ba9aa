package io.mcpidentity.client.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What is sealed opens whole, under its name and with its key, or not at all. */
class EnvelopeTest {

    private static final String TEXT = "a token \u2615";

    private final Envelope envelope = new Envelope(new byte[32]);
    private final byte[] sealed = envelope.seal("name", TEXT.getBytes(StandardCharsets.UTF_8));

    @Test
    void whatIsSealedOpens() {
        assertEquals(new Content.Value(TEXT), envelope.open("name", sealed));
        assertEquals(new Content.Value(""), envelope.open("", envelope.seal("", new byte[0])));
        assertEquals(new Content.Value(TEXT), new Envelope(new byte[32]).open("name", sealed));
    }

    @Test
    void itBeginsWithItsLettersAndVersion() {
        assertEquals("MCPT\u0001", new String(sealed, 0, 5, StandardCharsets.ISO_8859_1));
    }

    @Test
    void aPartDoesNotOpen() {
        for (int length = 0; length < sealed.length; length++) {
            damaged(envelope, "name", Arrays.copyOf(sealed, length));
        }
        damaged(envelope, "name", Arrays.copyOf(sealed, sealed.length + 1));
    }

    @Test
    void noBitMayChange() {
        for (int bit = 0; bit < sealed.length * Byte.SIZE; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            damaged(envelope, "name", changed);
        }
    }

    @Test
    void anotherVersionIsNamed() {
        byte[] later = sealed.clone();
        later[4] = 2;
        assertEquals("it has a version that this release does not know", damaged(envelope, "name", later));
    }

    @Test
    void anotherNameOrKeyDoesNotOpenIt() {
        damaged(envelope, "nam", sealed);
        damaged(envelope, "name ", sealed);
        byte[] key = new byte[32];
        key[31] = 1;
        assertEquals(
                "it was encrypted with another key than the store has now", damaged(new Envelope(key), "name", sealed));
    }

    @Test
    void whatIsNoTextIsDamaged() {
        damaged(envelope, "name", envelope.seal("name", new byte[] {(byte) 0xff}));
    }

    @Test
    void nothingOfTheTextIsShown() {
        assertFalse(envelope.open("name", sealed).toString().contains("token"));
    }

    private static String damaged(Envelope envelope, String name, byte[] bytes) {
        return assertInstanceOf(Content.Damaged.class, envelope.open(name, bytes))
                .why();
    }
}
