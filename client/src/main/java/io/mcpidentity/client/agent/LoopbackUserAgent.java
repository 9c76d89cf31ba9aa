package io.mcpidentity.client.agent;

import io.mcpidentity.client.ClientFailure;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;

/**
 * Signs a person in by the browser of this machine, and takes the answer on loopback (RFC 8252): at 127.0.0.1 and any free
 * port unless told otherwise, once, and for five minutes at most. Where no browser can be opened, the address is printed.
 * Immutable and thread-safe; each visit is of its own.
 *
 * <p>Does not hide the address from other users of the machine who may see its programs and their arguments: the browser gets
 * it as one. It is of no use for the person's account (PKCE), but whoever is quick can end the sign-in with an account of
 * their own. On a machine that people share, a {@link PrintingUserAgent} shows it to the person alone.
 */
public final class LoopbackUserAgent implements UserAgent {

    static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration LONGEST_PATIENCE = Duration.ofDays(1);

    private final LoopbackRedirect redirect;
    private final Duration patience;
    private final Browser browser;
    private final PrintStream fallback;

    private LoopbackUserAgent(LoopbackRedirect redirect, Duration patience, Browser browser, PrintStream fallback) {
        this.redirect = redirect;
        this.patience = patience;
        this.browser = browser;
        this.fallback = fallback;
    }

    /** The platform's browser, {@code http://127.0.0.1} with any port and {@code /callback}, and five minutes. */
    public static LoopbackUserAgent create() {
        return new LoopbackUserAgent(LoopbackRedirect.DEFAULT, PATIENCE, Browser.ofPlatform(), System.err);
    }

    /**
     * The same with this redirect URI, such as {@code http://127.0.0.1:8765/callback}, where the authorization server wants one
     * that it knows; without a port, any free one is taken (RFC 8252 §7.3). {@code localhost} is for servers that take nothing
     * else: a browser may know another address by that name (RFC 8252 §8.3).
     *
     * @throws IllegalArgumentException if it is not {@code http} on 127.0.0.1, localhost or [::1] with a path
     */
    public LoopbackUserAgent withRedirectUri(URI redirectUri) {
        return new LoopbackUserAgent(new LoopbackRedirect(redirectUri), patience, browser, fallback);
    }

    /** The same with this much time for the person, at most a day. */
    public LoopbackUserAgent withPatience(Duration time) {
        return new LoopbackUserAgent(redirect, patience(time), browser, fallback);
    }

    /** The same with this browser. */
    public LoopbackUserAgent withBrowser(Browser other) {
        return new LoopbackUserAgent(redirect, patience, other, fallback);
    }

    /** The same, printing here where no browser can be opened; otherwise that is the standard error stream. */
    public LoopbackUserAgent withFallback(PrintStream other) {
        return new LoopbackUserAgent(redirect, patience, browser, other);
    }

    @Override
    public Visit open() throws ClientFailure {
        return LoopbackVisit.open(redirect, patience, new BrowserScreen(browser, fallback));
    }

    static Duration patience(Duration time) {
        if (time.isNegative() || time.isZero() || time.compareTo(LONGEST_PATIENCE) > 0) {
            throw new IllegalArgumentException("A person has some time to sign in, and at most a day");
        }
        return time;
    }
}
