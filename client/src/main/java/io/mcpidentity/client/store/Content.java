package io.mcpidentity.client.store;

/** What a file was found to hold. */
sealed interface Content {

    /** There is no file. */
    record Nothing() implements Content {}

    /** The value. */
    record Value(String text) implements Content {

        /** Tells nothing of the value. */
        @Override
        public String toString() {
            return "Value";
        }
    }

    /** Nothing that could be used, and why not, as the end of a sentence. */
    record Damaged(String why) implements Content {}
}
