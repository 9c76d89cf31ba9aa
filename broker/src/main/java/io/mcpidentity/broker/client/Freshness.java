package io.mcpidentity.broker.client;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a metadata document is kept, by its {@code Cache-Control} (RFC 9111 §5.2) within bounds of our own. */
final class Freshness {

    static final Duration LEAST = Duration.ofMinutes(1);
    static final Duration USUAL = Duration.ofMinutes(10);
    static final Duration MOST = Duration.ofHours(24);

    private static final Pattern MAX_AGE = Pattern.compile("max-age=\"?([0-9]{1,18})\"?");

    private Freshness() {}

    /** The time to keep it, by the values of the header; the shortest that is named counts. */
    static Duration of(List<String> cacheControl) {
        Duration shortest = MOST;
        boolean told = false;
        for (String value : cacheControl) {
            for (String directive : value.toLowerCase(Locale.ROOT).split(",")) {
                String word = directive.strip();
                Matcher age = MAX_AGE.matcher(word);
                if (word.equals("no-store") || word.equals("no-cache") || word.startsWith("no-cache=")) {
                    return LEAST;
                }
                if (age.matches()) {
                    told = true;
                    long seconds = Math.min(Long.parseLong(age.group(1)), MOST.toSeconds());
                    shortest = min(shortest, Duration.ofSeconds(seconds));
                }
            }
        }
        if (!told) {
            return USUAL;
        }
        return shortest.compareTo(LEAST) < 0 ? LEAST : shortest;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
