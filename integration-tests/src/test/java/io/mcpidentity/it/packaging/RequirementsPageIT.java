package io.mcpidentity.it.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequirementsPageIT {
    @Test
    void thePageOfRequirementsIsCurrent() throws IOException, InterruptedException {
        assertEquals(
                "",
                Program.java(List.of("build/RequirementsPage.java", "--check")).successfulOutput());
    }
}
