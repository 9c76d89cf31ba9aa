package io.mcpidentity.client.agent;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An address that is printed, and one that is pasted back where somebody hears. For one thread. */
final class PrintedScreen implements Screen {

    private static final int LONGEST = 32_768;

    private final PrintStream out;
    private final @Nullable Reader in;
    private final StringBuilder line = new StringBuilder();
    private boolean ended;

    /** Prints here, and hears what is typed there, if anything is. */
    PrintedScreen(PrintStream out, @Nullable Reader in) {
        this.out = out;
        this.in = in;
    }

    @Override
    public void show(URI url, URI redirectUri) {
        out.println("Open this address in a browser to sign in:");
        out.println();
        out.println("  " + url.toASCIIString());
        out.println();
        if (in == null) {
            out.println("The sign-in ends on this machine. From a browser on another one, forward the port first:");
            out.println("  ssh -L " + redirectUri.getPort() + ":" + redirectUri.getRawAuthority() + " <this machine>");
        } else {
            out.println("If the browser runs on another machine, the page that it ends with cannot be shown there:");
            out.println("paste the address of that page here.");
        }
        out.flush();
    }

    /**
     * Reads only what is there: a read that waits could not be ended, and would swallow what is typed later. And only so much
     * at a time: there are inputs that always have more.
     */
    @Override
    public Optional<String> typed() {
        if (in == null) {
            return Optional.empty();
        }
        try {
            for (int read = 0; read < LONGEST && !ended && in.ready(); read++) {
                int c = in.read();
                ended = c < 0;
                if (ended || c == '\n' || c == '\r') {
                    String typed = line.toString().strip();
                    line.setLength(0);
                    if (!typed.isEmpty()) {
                        return Optional.of(typed);
                    }
                } else if (line.length() <= LONGEST) {
                    line.append((char) c);
                }
            }
        } catch (IOException gone) {
            ended = true;
        }
        return Optional.empty();
    }

    @Override
    public void decline() {
        out.println("That is not the address that this sign-in ends with. Paste all of it, from http:// on.");
        out.flush();
    }
}
