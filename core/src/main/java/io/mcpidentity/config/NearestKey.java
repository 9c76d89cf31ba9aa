package io.mcpidentity.config;

import java.util.Collection;
import java.util.Optional;

/** Finds what somebody probably meant, by edit distance. */
final class NearestKey {

    private static final int LONGEST = 200;

    private NearestKey() {}

    /** The candidate that is nearest, where one is near enough to be meant. */
    static Optional<String> of(String wrong, Collection<String> candidates) {
        if (wrong.length() > LONGEST) {
            return Optional.empty();
        }
        String nearest = "";
        int least = Math.max(2, wrong.length() / 3) + 1;
        for (String candidate : candidates) {
            if (Math.abs(candidate.length() - wrong.length()) < least) {
                int distance = distance(wrong, candidate);
                if (distance < least) {
                    least = distance;
                    nearest = candidate;
                }
            }
        }
        return nearest.isEmpty() ? Optional.empty() : Optional.of(nearest);
    }

    /** How many characters have to be put in, taken out, replaced or swapped with their neighbour. */
    static int distance(String from, String to) {
        int[][] steps = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    steps[i][j] = i + j;
                    continue;
                }
                boolean same = from.charAt(i - 1) == to.charAt(j - 1);
                int least =
                        Math.min(steps[i - 1][j - 1] + (same ? 0 : 1), Math.min(steps[i - 1][j], steps[i][j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    least = Math.min(least, steps[i - 2][j - 2] + 1);
                }
                steps[i][j] = least;
            }
        }
        return steps[from.length()][to.length()];
    }
}
