package io.mcpidentity.quickstart;

import io.mcpidentity.Caller;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Notes of each caller, in memory, bounded. Thread-safe. */
final class Notes {

    static final int MOST_PER_CALLER = 100;
    static final int MOST_CALLERS = 1_000;
    static final int LONGEST = 1_000;

    /** {@code sub} is unique within its issuer only. */
    private record Owner(String issuer, String subject) {

        static Owner of(Caller caller) {
            return new Owner(caller.issuer(), caller.subject());
        }
    }

    private final Map<Owner, List<String>> notes = new HashMap<>();

    /** The caller's notes, oldest first. */
    synchronized List<String> of(Caller caller) {
        return List.copyOf(notes.getOrDefault(Owner.of(caller), List.of()));
    }

    /** Adds a note, and tells whether there was room for it. */
    synchronized boolean add(Caller caller, String text) {
        Owner owner = Owner.of(caller);
        if (text.length() > LONGEST || (notes.size() >= MOST_CALLERS && !notes.containsKey(owner))) {
            return false;
        }
        List<String> own = notes.computeIfAbsent(owner, absent -> new ArrayList<>());
        return own.size() < MOST_PER_CALLER && own.add(text);
    }

    /** Deletes everybody's notes, and tells how many there were. */
    synchronized int purge() {
        int count = notes.values().stream().mapToInt(List::size).sum();
        notes.clear();
        return count;
    }
}
