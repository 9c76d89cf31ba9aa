package io.mcpidentity.config;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A setting: its name, type, default and meaning, and the typed key to read it with. Immutable and thread-safe.
 *
 * @param <T> the type of its value
 */
public final class Setting<T> {

    private final String name;
    private final String type;
    private final String meaning;
    private final Function<String, T> parser;
    private final Optional<String> defaultValue;
    private final Optional<String> example;
    private final boolean required;
    private final boolean secret;

    private Setting(Builder<T> from) {
        name = from.name;
        type = from.type;
        meaning = from.meaning;
        parser = from.parser;
        defaultValue = Optional.ofNullable(from.defaultValue);
        example = Optional.ofNullable(from.example);
        required = from.required;
        secret = from.secret;
        defaultValue.ifPresent(this::parse);
    }

    /** Free text that is not empty. */
    public static Builder<String> text(String name, String meaning) {
        return new Builder<>(name, "text", meaning, raw -> {
            if (raw.isEmpty()) {
                throw new IllegalArgumentException("is empty; leave the key out to leave it unset");
            }
            return raw;
        });
    }

    /** An absolute {@code https} URL, or {@code http} to loopback; kept verbatim, because issuers are compared so. */
    public static Builder<String> url(String name, String meaning) {
        return new Builder<>(name, "URL", meaning, Setting::parseUrl);
    }

    /** {@code true} or {@code false}. */
    public static Builder<Boolean> flag(String name, String meaning) {
        return new Builder<>(name, "true or false", meaning, raw -> switch (raw) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("is neither true nor false");
        });
    }

    /** A whole number within bounds, both inclusive. */
    public static Builder<Integer> number(String name, int least, int most, String meaning) {
        return new Builder<>(name, "number, " + least + " to " + most, meaning, raw -> {
            try {
                int value = Integer.parseInt(raw);
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (NumberFormatException notANumber) {
                // said below
            }
            throw new IllegalArgumentException("is not a whole number from " + least + " to " + most);
        });
    }

    /** A length of time such as {@code 500ms}, {@code 60s}, {@code 5m}, {@code 8h} or {@code 30d}. */
    public static Builder<Duration> duration(String name, String meaning) {
        return new Builder<>(name, "duration", meaning, Setting::parseDuration);
    }

    /** A length of time within bounds, both inclusive and written as values are. */
    public static Builder<Duration> duration(String name, String least, String most, String meaning) {
        Duration shortest = parseDuration(least);
        Duration longest = parseDuration(most);
        return new Builder<>(name, "duration, " + least + " to " + most, meaning, raw -> {
            Duration value = parseDuration(raw);
            if (value.compareTo(shortest) < 0 || value.compareTo(longest) > 0) {
                throw new IllegalArgumentException("is not between " + least + " and " + most);
            }
            return value;
        });
    }

    /** Words separated by white space or commas, without duplicates, in their order. */
    public static Builder<Set<String>> words(String name, String meaning) {
        return new Builder<>(name, "words", meaning, Setting::parseWords);
    }

    /** Entries separated by semicolons, in their order. */
    public static Builder<List<String>> entries(String name, String meaning) {
        return new Builder<>(
                name,
                "entries, separated by ;",
                meaning,
                raw -> Arrays.stream(raw.split(";"))
                        .map(String::strip)
                        .filter(entry -> !entry.isEmpty())
                        .toList());
    }

    /** One of the constants of an enum, written in lower case with hyphens. */
    public static <E extends Enum<E>> Builder<E> choice(String name, Class<E> constants, String meaning) {
        List<E> all = Arrays.asList(constants.getEnumConstants());
        String words = all.stream().map(Setting::word).collect(Collectors.joining(", "));
        return new Builder<>(
                name,
                "one of " + words,
                meaning,
                raw -> all.stream()
                        .filter(constant -> word(constant).equals(raw))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("is not one of " + words)));
    }

    /** A setting whose value is parsed by its own rule, which throws {@link IllegalArgumentException}: "is not …". */
    public static <T> Builder<T> of(String name, String type, String meaning, Function<String, T> parser) {
        return new Builder<>(name, type, meaning, parser);
    }

    /** The name, without the prefix of a provider. */
    public String name() {
        return name;
    }

    /** What kind of value it takes, for people. */
    public String type() {
        return type;
    }

    /** What it means, in one or two sentences. */
    public String meaning() {
        return meaning;
    }

    /** The value that holds where none is given, as it would be written. */
    public Optional<String> defaultValue() {
        return defaultValue;
    }

    /** A value as somebody would write it. */
    public Optional<String> example() {
        return example;
    }

    /** Whether start-up fails without it. */
    public boolean required() {
        return required;
    }

    /** Whether its value must never be shown; it can be read from a file by {@code NAME-file}. */
    public boolean secret() {
        return secret;
    }

    /**
     * Parses a value.
     *
     * @throws IllegalArgumentException with the end of a sentence that begins with the key: "is not …"; it does not
     *     hold the value of a secret
     */
    public T parse(String raw) {
        return parser.apply(raw.strip());
    }

    /** Names the setting and its type. */
    @Override
    public String toString() {
        return name + " (" + type + ")";
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Set<String> parseWords(String raw) {
        Set<String> words = new LinkedHashSet<>();
        for (String word : raw.split("[\\s,]+")) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return java.util.Collections.unmodifiableSet(words);
    }

    private static String parseUrl(String raw) {
        URI uri;
        try {
            uri = URI.create(raw);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("is not a URL");
        }
        if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("is not an absolute URL without user and fragment");
        }
        if (!Urls.isSecure(uri)) {
            throw new IllegalArgumentException("is not https (plain http is accepted for loopback only)");
        }
        return raw;
    }

    private static Duration parseDuration(String raw) {
        int unitAt = 0;
        while (unitAt < raw.length() && raw.charAt(unitAt) >= '0' && raw.charAt(unitAt) <= '9') {
            unitAt++;
        }
        if (unitAt > 0 && unitAt <= 9) {
            long amount = Long.parseLong(raw.substring(0, unitAt));
            switch (raw.substring(unitAt)) {
                case "ms":
                    return Duration.ofMillis(amount);
                case "s":
                    return Duration.ofSeconds(amount);
                case "m":
                    return Duration.ofMinutes(amount);
                case "h":
                    return Duration.ofHours(amount);
                case "d":
                    return Duration.ofDays(amount);
                default:
                    break;
            }
        }
        throw new IllegalArgumentException("is not a duration such as 500ms, 60s, 5m, 8h or 30d");
    }

    /**
     * Describes a setting; not thread-safe.
     *
     * @param <T> the type of its value
     */
    public static final class Builder<T> {

        private final String name;
        private final String type;
        private final String meaning;
        private final Function<String, T> parser;
        private @Nullable String defaultValue;
        private @Nullable String example;
        private boolean required;
        private boolean secret;

        private Builder(String name, String type, String meaning, Function<String, T> parser) {
            this.name = name;
            this.type = type;
            this.meaning = meaning;
            this.parser = parser;
        }

        /** Makes start-up fail without it. */
        public Builder<T> required() {
            required = true;
            return this;
        }

        /** Sets the value that holds where none is given. */
        public Builder<T> byDefault(String value) {
            defaultValue = value;
            return this;
        }

        /** Sets a value as somebody would write it. */
        public Builder<T> example(String value) {
            example = value;
            return this;
        }

        /** Keeps its value out of everything that is shown. */
        public Builder<T> secret() {
            secret = true;
            return this;
        }

        /** The setting. */
        public Setting<T> build() {
            return new Setting<>(this);
        }
    }
}
