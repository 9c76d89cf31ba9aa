package io.mcpidentity.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Fills in {@code ${name}} and {@code ${name:default}} from keys, then environment variables, then system properties;
 * a doubled dollar sign before the brace stands for itself. Only what stands in a file is interpolated; bounded in depth, steps and length.
 */
final class Interpolation {

    private static final int DEEPEST = 16;
    private static final int MOST_STEPS = 200;
    private static final int LONGEST = 65_536;

    private final Layers layers;

    Interpolation(Layers layers) {
        this.layers = layers;
    }

    /** The text with everything filled in, or broken. */
    Value resolve(String written, String origin) {
        try {
            return new Value(new Run().fill(written, 0), written, origin, false);
        } catch (BrokenReferenceException broken) {
            return new Value(broken.why, written, origin, true);
        }
    }

    /** One resolution, with what it has used up. */
    private final class Run {

        private final Deque<String> open = new ArrayDeque<>();
        private int steps;

        String fill(String text, int depth) throws BrokenReferenceException {
            StringBuilder filled = new StringBuilder();
            int at = 0;
            while (at < text.length()) {
                if (text.startsWith("$${", at)) {
                    filled.append("${");
                    at += 3;
                } else if (text.startsWith("${", at)) {
                    int end = end(text, at + 2);
                    filled.append(reference(text.substring(at + 2, end), depth + 1));
                    at = end + 1;
                } else {
                    filled.append(text.charAt(at++));
                }
                if (filled.length() > LONGEST) {
                    throw new BrokenReferenceException("becomes longer than " + LONGEST + " characters");
                }
            }
            return filled.toString();
        }

        private String reference(String inside, int depth) throws BrokenReferenceException {
            if (depth > DEEPEST || ++steps > MOST_STEPS) {
                throw new BrokenReferenceException("has too many `${…}` within each other");
            }
            int colon = inside.indexOf(':');
            String name = colon < 0 ? inside : inside.substring(0, colon);
            Optional<Value> direct = layers.direct(name);
            if (direct.isPresent()) {
                return direct.get().text();
            }
            Optional<String> key = layers.written(name);
            if (key.isPresent()) {
                if (open.contains(name)) {
                    throw new BrokenReferenceException("refers to itself by way of `${" + Shown.text(name) + "}`");
                }
                open.push(name);
                String filled = fill(key.get(), depth);
                open.pop();
                return filled.strip();
            }
            Optional<String> outside = layers.outside(name);
            if (outside.isPresent()) {
                return outside.get();
            }
            if (colon >= 0) {
                return fill(inside.substring(colon + 1), depth);
            }
            throw new BrokenReferenceException(
                    "has `${" + Shown.text(name)
                            + "}`, but no key, environment variable or system property has that name; write `$${` for a literal `${`");
        }

        /** Where the reference ends that begins before {@code from}; references within count. */
        private int end(String text, int from) throws BrokenReferenceException {
            int inner = 0;
            for (int at = from; at < text.length(); at++) {
                if (text.startsWith("${", at)) {
                    inner++;
                    at++;
                } else if (text.charAt(at) == '}' && inner-- == 0) {
                    return at;
                }
            }
            throw new BrokenReferenceException("has a `${` without its `}`; write `$${` for a literal `${`");
        }
    }

    /** Says why a value cannot be filled in. */
    private static final class BrokenReferenceException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String why;

        BrokenReferenceException(String why) {
            super(why);
            this.why = why;
        }
    }
}
