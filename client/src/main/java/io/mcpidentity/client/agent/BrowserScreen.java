package io.mcpidentity.client.agent;

import java.io.PrintStream;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A browser; where none can be started, or the program that starts it fails, the address is printed. For one thread. */
final class BrowserScreen implements Screen {

    private final Browser browser;
    private final PrintStream fallback;
    private @Nullable URI url;
    private @Nullable Process started;

    BrowserScreen(Browser browser, PrintStream fallback) {
        this.browser = browser;
        this.fallback = fallback;
    }

    @Override
    public void show(URI shown, URI redirectUri) {
        url = shown;
        started = browser.start(shown).orElse(null);
        if (started == null) {
            print(shown);
        }
    }

    @Override
    public Optional<String> typed() {
        Process process = started;
        if (process != null && url != null && !process.isAlive()) {
            started = null;
            if (process.exitValue() != 0) {
                print(url);
            }
        }
        return Optional.empty();
    }

    @Override
    public void decline() {}

    private void print(URI shown) {
        fallback.println("No browser could be opened. Open this address to sign in:");
        fallback.println();
        fallback.println("  " + shown.toASCIIString());
        fallback.println();
        fallback.flush();
    }
}
