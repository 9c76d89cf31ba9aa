package io.mcpidentity.client.agent;

import io.mcpidentity.client.ClientFailure;
import java.io.PrintStream;
import java.io.Reader;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Signs a person in where no browser can be opened: prints the address, and takes the answer on loopback. A browser on another
 * machine reaches that by a forwarded port; or the person pastes the address that it ended with, where an input is given to
 * read it from. Immutable and thread-safe; each visit is of its own.
 */
public final class PrintingUserAgent implements UserAgent {

    private final LoopbackRedirect redirect;
    private final Duration patience;
    private final PrintStream out;
    private final @Nullable Reader in;

    private PrintingUserAgent(LoopbackRedirect redirect, Duration patience, PrintStream out, @Nullable Reader in) {
        this.redirect = redirect;
        this.patience = patience;
        this.out = out;
        this.in = in;
    }

    /** Prints here, and hears nobody; five minutes. */
    public static PrintingUserAgent to(PrintStream out) {
        return new PrintingUserAgent(LoopbackRedirect.DEFAULT, LoopbackUserAgent.PATIENCE, out, null);
    }

    /**
     * The same, reading here what is pasted, but never waiting for it: only {@linkplain Reader#ready ready} text is read, so
     * that nothing is left behind that waits. It is not closed.
     */
    public PrintingUserAgent withInput(Reader input) {
        return new PrintingUserAgent(redirect, patience, out, input);
    }

    /**
     * The same with this redirect URI; without a port, any free one is taken (RFC 8252 §7.3).
     *
     * @throws IllegalArgumentException if it is not {@code http} on 127.0.0.1, localhost or [::1] with a path
     */
    public PrintingUserAgent withRedirectUri(URI redirectUri) {
        return new PrintingUserAgent(new LoopbackRedirect(redirectUri), patience, out, in);
    }

    /** The same with this much time for the person, at most a day. */
    public PrintingUserAgent withPatience(Duration time) {
        return new PrintingUserAgent(redirect, LoopbackUserAgent.patience(time), out, in);
    }

    @Override
    public Visit open() throws ClientFailure {
        return LoopbackVisit.open(redirect, patience, new PrintedScreen(out, in));
    }
}
