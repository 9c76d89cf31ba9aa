package io.mcpidentity.config;

/**
 * What stands for a key.
 *
 * @param text the value, or the problem that there is none
 * @param written the value before interpolation, which is what a message may show
 * @param origin where it stands
 * @param broken whether {@code text} says why there is no value
 */
record Value(String text, String written, String origin, boolean broken) {

    static Value of(String text, String origin) {
        return new Value(text, text, origin, false);
    }

    /** Whether something was filled in, which may come from a secret. */
    boolean isFilled() {
        return !text.equals(written);
    }

    /** May hold a secret. */
    @Override
    public String toString() {
        return "Value[" + origin + "]";
    }
}
