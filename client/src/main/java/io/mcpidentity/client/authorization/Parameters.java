package io.mcpidentity.client.authorization;

import io.mcpidentity.client.AccessRefused;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of a query (application/x-www-form-urlencoded), read strictly. Immutable; they hold secrets, so
 * {@link #toString()} names none.
 *
 * <p>A parameter without a value counts as absent, and none may stand twice (RFC 6749 §3.1).
 */
public final class Parameters {

    private static final int LONGEST = 32_768;
    private static final int MOST = 64;

    private final Set<String> names;
    private final Map<String, String> values;
    private final Set<String> repeated;

    private Parameters(Set<String> names, Map<String, String> values, Set<String> repeated) {
        this.names = names;
        this.values = values;
        this.repeated = repeated;
    }

    /** Reads a query as it was sent; empty if it is malformed: escapes, UTF-8, control characters, or too much of it. */
    public static Optional<Parameters> parse(String query) {
        if (query.length() > LONGEST) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        Set<String> repeated = new LinkedHashSet<>();
        Set<String> names = new HashSet<>();
        int count = 0;
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            Optional<String> name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            Optional<String> value = decoded(equals < 0 ? "" : pair.substring(equals + 1));
            if (name.isEmpty() || value.isEmpty() || ++count > MOST) {
                return Optional.empty();
            }
            if (!names.add(name.get())) {
                repeated.add(name.get());
            } else if (!value.get().isEmpty()) {
                values.put(name.get(), value.get());
            }
        }
        return Optional.of(new Parameters(names, values, repeated));
    }

    /** Writes a name or a value so that it arrives as it is; a space becomes {@code %20}, which every server understands. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The value of a parameter that stands once; empty if it is absent, or stands twice. */
    public Optional<String> value(String name) {
        return repeated.contains(name) ? Optional.empty() : Optional.ofNullable(values.get(name));
    }

    /** The names of all parameters, of those without a value too. */
    Set<String> names() {
        return Collections.unmodifiableSet(names);
    }

    /**
     * All of them, if none stands twice.
     *
     * @throws AccessRefused if one does: then it is open which of the two was meant
     */
    public Map<String, String> once() throws AccessRefused {
        if (!repeated.isEmpty()) {
            throw new AccessRefused("The answer to the sign-in names a parameter twice, so it cannot be trusted");
        }
        return Collections.unmodifiableMap(values);
    }

    private static Optional<String> decoded(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length());
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '%') {
                int high = at + 2 < text.length() ? hex(text.charAt(at + 1)) : -1;
                int low = at + 2 < text.length() ? hex(text.charAt(at + 2)) : -1;
                if (high < 0 || low < 0) {
                    return Optional.empty();
                }
                bytes.put((byte) ((high << 4) | low));
                at += 2;
            } else if (c > 0x7e) {
                return Optional.empty();
            } else {
                bytes.put((byte) (c == '+' ? ' ' : c));
            }
        }
        try {
            String decoded =
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
            return decoded.chars().anyMatch(Parameters::isControl) ? Optional.empty() : Optional.of(decoded);
        } catch (CharacterCodingException malformed) {
            return Optional.empty();
        }
    }

    /** Some servers break the lines of their descriptions; nothing else has a place anywhere. */
    private static boolean isControl(int c) {
        return Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t';
    }

    private static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    /** Says how many there are. */
    @Override
    public String toString() {
        return "Parameters[" + values.size() + "]";
    }
}
