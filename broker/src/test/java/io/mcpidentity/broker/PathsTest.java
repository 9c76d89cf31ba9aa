package io.mcpidentity.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The build runs these tests twice; this one sees that the two runs differ. */
class PathsTest {
    @Test
    void theTestsRunOnThePathThatTheBuildNames() {
        boolean named = EmbeddedProviderFactory.class.getModule().isNamed();
        assertEquals(System.getProperty("mcpidentity.test.path"), named ? "module-path" : "class-path");
    }
}
