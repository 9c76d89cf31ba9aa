package io.mcpidentity.it.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded provider on a bare module path, which resolves nothing but what a descriptor asks for. */
class EmbeddedModulePathIT {

    @Test
    void metadataDocumentsOfClientsAreFetched(@TempDir Path classes) throws IOException, InterruptedException {
        List<Path> modules = new ArrayList<>(Repository.libraries(
                "nimbus-jose-jwt-",
                "caffeine-",
                "jackson-core-3",
                "httpclient5-",
                "httpcore5-5",
                "httpcore5-h2-",
                "bcprov-",
                "sqlite-jdbc-",
                "slf4j-api-"));
        modules.add(Repository.jar("core"));
        modules.add(Repository.jar("broker"));
        Path sources = Repository.root().resolve("integration-tests/src/it/embedded");
        assertEquals(
                "",
                Program.tool(
                                "javac",
                                List.of(
                                        "-p",
                                        Program.path(modules),
                                        "-d",
                                        classes.toString(),
                                        sources.resolve("module-info.java").toString(),
                                        sources.resolve("embedded/Main.java").toString()))
                        .successfulOutput());
        modules.add(classes);

        assertEquals(
                "asked\n",
                Program.java(List.of("-p", Program.path(modules), "-m", "embedded/embedded.Main"))
                        .successfulOutput());
    }
}
