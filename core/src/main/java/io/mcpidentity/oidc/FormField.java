package io.mcpidentity.oidc;

import io.mcpidentity.Reason;
import io.mcpidentity.jose.JoseException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads one field of a form ({@code application/x-www-form-urlencoded}); the others are ignored. */
final class FormField {

    private FormField() {}

    /**
     * The field's value; empty where it is absent or empty.
     *
     * @throws JoseException if the field is there twice, or the form cannot be read
     */
    static Optional<String> only(byte[] form, String name) throws JoseException {
        String text = new String(form, StandardCharsets.UTF_8);
        Optional<String> value = Optional.empty();
        for (int from = 0; from <= text.length(); ) {
            int end = text.indexOf('&', from);
            end = end < 0 ? text.length() : end;
            int equals = text.indexOf('=', from);
            equals = equals < 0 || equals > end ? end : equals;
            if (decode(text.substring(from, equals)).equals(name)) {
                if (value.isPresent()) {
                    throw refusal("The form has " + name + " twice");
                }
                value = Optional.of(decode(text.substring(Math.min(equals + 1, end), end)));
            }
            from = end + 1;
        }
        return value.filter(found -> !found.isEmpty());
    }

    static JoseException refusal(String detail) {
        return new JoseException(Reason.MALFORMED, detail);
    }

    private static String decode(String text) throws JoseException {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw refusal("The form is malformed");
        }
    }
}
