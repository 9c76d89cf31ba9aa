package io.mcpidentity.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mcpidentity.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReasonsPageTest {

    @Test
    void thePageForOperatorsExplainsEveryReason() throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        Path root = Files.exists(folder.resolve("docs")) ? folder : folder.getParent();
        String page = Files.readString(root.resolve("docs/why-401.md"));
        List<Reason> missing = Arrays.stream(Reason.values())
                .filter(reason -> !page.contains("`" + reason.code() + "`"))
                .toList();
        assertEquals(List.of(), missing);
    }
}
