package io.mcpidentity.quickstart.tour;

/** Something came other than a step expected. */
final class Surprise extends Exception {

    private static final long serialVersionUID = 1L;

    private final String told;

    Surprise(String expected, String came) {
        super(came);
        this.told = "expected " + expected + ", and came " + came;
    }

    /** What was expected, and what came. */
    String told() {
        return told;
    }

    /** Goes on only if this holds. */
    static void unless(boolean holds, String expected, String came) throws Surprise {
        if (!holds) {
            throw new Surprise(expected, came);
        }
    }
}
