package io.mcpidentity.it;

import io.mcpidentity.client.agent.Browser;
import io.mcpidentity.client.agent.LoopbackUserAgent;
import io.mcpidentity.client.agent.UserAgent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Somebody whose browser signs in wherever a client of this machine wants it, and notes what each sign-in asks for. */
final class Person {

    private final Path browser;
    private final Path notes;

    private Person(Path browser, Path notes) {
        this.browser = browser;
        this.notes = notes;
    }

    /** Somebody whose password is the name, with the browser in a folder of its own. */
    static Person named(String name, Path folder) {
        Path notes = folder.resolve("sign-ins");
        Map<String, String> desktop = ExampleSite.desktop(folder, name, notes);
        Path programs = Path.of(desktop.get("PATH").split(":")[0]);
        return new Person(programs.resolve("xdg-open"), notes);
    }

    /** How a client reaches them. */
    UserAgent userAgent() {
        return LoopbackUserAgent.create().withBrowser(Browser.command(List.of(browser.toString())));
    }

    /** The scopes that each sign-in so far asked for. */
    List<Set<String>> signIns() {
        try {
            return Files.exists(notes)
                    ? Files.readAllLines(notes).stream()
                            .map(line -> Set.of(((String) Json.object(line).get("scope")).split(" ")))
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
