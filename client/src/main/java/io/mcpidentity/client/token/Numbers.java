package io.mcpidentity.client.token;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads whole numbers as servers write them: as numbers, with or without a fraction, and as text. */
final class Numbers {

    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,18}");

    private Numbers() {}

    /** The whole seconds of a member; empty if it is absent or anything else. */
    static Optional<Long> seconds(@Nullable Object member) {
        if (member instanceof Number number) {
            return Optional.of(number.longValue());
        }
        return member instanceof String text && WHOLE.matcher(text).matches()
                ? Optional.of(Long.valueOf(text))
                : Optional.empty();
    }
}
