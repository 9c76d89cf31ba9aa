package io.mcpidentity.config;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot work: all of its problems, each with its key and the way out. */
public final class ConfigurationException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /** Reports all problems together. */
    public ConfigurationException(List<Problem> problems) {
        super(problems.stream()
                .map(Problem::toString)
                .collect(Collectors.joining("\n  ", "The configuration cannot work:\n  ", "")));
        this.problems = List.copyOf(problems);
    }

    /** The problems, in the order in which they were found. */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * One thing that is wrong.
     *
     * @param key the key as it stands in the file
     * @param message what is wrong and how to mend it; never the value of a secret
     */
    public record Problem(String key, String message) {
        /** Key and message in one line. */
        @Override
        public String toString() {
            return key + ": " + message;
        }
    }
}
