package io.mcpidentity.broker.store;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Lists of texts in one column. */
final class Words {

    private Words() {}

    /** Scopes and the like, in a stable order; none of them holds a space (RFC 6749 §3.3). */
    static String words(Set<String> words) {
        return join(new TreeSet<>(words), ' ');
    }

    static Set<String> words(String text) {
        return text.isEmpty() ? Set.of() : Set.of(text.split(" "));
    }

    /** URIs and the like, in their order; none of them holds a line break. */
    static String lines(List<String> lines) {
        return join(lines, '\n');
    }

    static List<String> lines(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("\n"));
    }

    /** What cannot be told apart when it is read is refused. */
    private static String join(Collection<String> parts, char separator) {
        for (String part : parts) {
            if (part.isEmpty() || part.indexOf(separator) >= 0) {
                throw new IllegalArgumentException("An item of a stored list is empty or holds what separates items");
            }
        }
        return String.join(String.valueOf(separator), parts);
    }
}
