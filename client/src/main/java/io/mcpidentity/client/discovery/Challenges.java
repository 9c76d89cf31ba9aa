package io.mcpidentity.client.discovery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code WWW-Authenticate} headers (RFC 9110 §11.6.1): any number of headers, with any number of challenges in each.
 * Thread-safe.
 *
 * <p>What is malformed is left out, and the rest is read; nothing that a server could write leads to an exception. A parameter
 * that stands twice in a challenge counts for nothing, since nobody could tell which of the two is meant. No more than the
 * first 16,384 characters and 32 challenges count.
 */
public final class Challenges {

    private static final int MOST_CHARACTERS = 16_384;
    private static final int MOST_CHALLENGES = 32;
    private static final String METADATA = "resource_metadata";
    private static final List<String> TELLING = List.of(METADATA, "scope", "error");

    private Challenges() {}

    /** The challenges in the headers' values, in their order. */
    public static List<Challenge> parse(List<String> wwwAuthenticate) {
        List<Challenge> found = new ArrayList<>();
        int left = MOST_CHARACTERS;
        for (String header : wwwAuthenticate) {
            left -= header.length();
            if (left < 0) {
                break;
            }
            found.addAll(new ChallengeParser(header).parse());
        }
        return List.copyOf(found.subList(0, Math.min(found.size(), MOST_CHALLENGES)));
    }

    /**
     * The challenge that asks for an OAuth token: of those of scheme {@code Bearer} or {@code DPoP} the one that says most of
     * {@code resource_metadata}, {@code scope} and {@code error}, and of several such the first; without any, the first of
     * another scheme that says {@code resource_metadata}. One that does not say it has that of the first that does (RFC 9728
     * §5.1: with any scheme).
     */
    public static Optional<Challenge> oauth(List<Challenge> challenges) {
        return challenges.stream()
                .filter(challenge -> challenge.is("Bearer") || challenge.is("DPoP"))
                .reduce((best, next) -> says(next) > says(best) ? next : best)
                .map(best -> saysMetadata(best) ? best : withMetadata(best, challenges))
                .or(() -> challenges.stream().filter(Challenges::saysMetadata).findFirst());
    }

    private static Challenge withMetadata(Challenge challenge, List<Challenge> challenges) {
        Map<String, String> parameters = new LinkedHashMap<>(challenge.parameters());
        challenges.stream()
                .flatMap(other -> other.parameter(METADATA).stream())
                .findFirst()
                .ifPresent(place -> parameters.put(METADATA, place));
        return new Challenge(challenge.scheme(), parameters);
    }

    private static boolean saysMetadata(Challenge challenge) {
        return challenge.parameters().containsKey(METADATA);
    }

    private static long says(Challenge challenge) {
        return TELLING.stream().filter(challenge.parameters()::containsKey).count();
    }
}
