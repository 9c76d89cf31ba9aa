package io.mcpidentity.it;

/** An authorization server whose process a test can take away. */
interface Provider {

    /** Ends it at once. */
    void kill();

    /** Starts it again where it was, after {@link #kill}. */
    void restart();

    /** Stops it where it is, with its port open. */
    void pause();

    /** Lets it go on, after {@link #pause}. */
    void resume();
}
