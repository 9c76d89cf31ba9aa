package io.mcpidentity.jose;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** Whatever the bytes are: an object, or a refusal, and one form for everything. */
@Tag("class-path")
class JsonFuzzTest {

    @FuzzTest(maxDuration = "30s")
    void anyBytesAreAnObjectOrRefused(byte[] bytes) {
        try {
            Map<String, Object> read = Json.object(bytes);
            if (read.containsValue(null)) {
                throw new AssertionError("A value is null");
            }
        } catch (JoseException refused) {
            requireReason(refused);
        }
    }

    @FuzzTest(maxDuration = "30s")
    void anyTextIsACompactTokenOrRefused(FuzzedDataProvider data) {
        try {
            CompactJws.parse(data.consumeRemainingAsString()).claims();
        } catch (JoseException refused) {
            requireReason(refused);
        }
    }

    @FuzzTest(maxDuration = "30s")
    void decodingAcceptsTheCanonicalFormOnly(byte[] ascii) {
        byte[] decoded = Base64Url.decode(ascii, 0, ascii.length);
        if (decoded != null
                && !java.util.Arrays.equals(
                        ascii, Base64.getUrlEncoder().withoutPadding().encode(decoded))) {
            throw new AssertionError("A form that is not canonical was accepted");
        }
    }

    private static void requireReason(JoseException refused) {
        if (refused.detail().isBlank()) {
            throw new AssertionError("A refusal has to say why");
        }
    }
}
