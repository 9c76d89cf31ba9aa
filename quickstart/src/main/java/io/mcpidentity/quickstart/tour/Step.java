package io.mcpidentity.quickstart.tour;

import java.io.IOException;

/**
 * A step of the story.
 *
 * @param title what happens
 * @param expectation what it is to show
 * @param action what is done, and compared with the expectation
 */
record Step(String title, String expectation, Action action) {

    /** What is done in a step. */
    @FunctionalInterface
    interface Action {
        void play() throws Surprise, IOException, InterruptedException;
    }
}
