package io.mcpidentity.broker.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The members of a JSON object, by the type that they have to be of. */
record Members(Map<String, Object> members) {

    boolean has(String name) {
        return members.containsKey(name);
    }

    /** A string of at most so many characters. */
    Optional<String> text(String name, int longest) throws Refusal {
        Object value = members.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text && text.length() <= longest) {
            return Optional.of(text);
        }
        throw Refusal.metadata(name + " has to be a string of at most " + longest + " characters.");
    }

    /** A list of strings. */
    Optional<List<String>> texts(String name) throws Refusal {
        Object value = members.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof List<?> items)) {
            throw Refusal.metadata(name + " has to be a list of strings.");
        }
        List<String> texts = new ArrayList<>(items.size());
        for (Object item : items) {
            if (!(item instanceof String text)) {
                throw Refusal.metadata(name + " has to be a list of strings.");
            }
            texts.add(text);
        }
        return Optional.of(texts);
    }
}
