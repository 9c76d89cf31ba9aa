package io.mcpidentity.client.agent;

import io.mcpidentity.client.authorization.Parameters;
import io.mcpidentity.client.authorization.State;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Knows the one redirect that is awaited from everything else that reaches the port. Immutable.
 *
 * @param redirectUri where it arrives
 * @param state what it has to bring
 */
record Callback(URI redirectUri, String state) {

    /** What to do about a request. */
    sealed interface Judgement {

        /**
         * It is not the one: it gets this page, and the wait goes on.
         *
         * @param page the page
         */
        record Decline(CallbackPage page) implements Judgement {}

        /**
         * It is the one.
         *
         * @param parameters what it brings; one of them may stand twice
         */
        record Take(Parameters parameters) implements Judgement {}
    }

    /** Judges the head of a request. */
    Judgement judge(String text) {
        return RequestHead.parse(text).map(this::judge).orElse(new Judgement.Decline(CallbackPage.MALFORMED));
    }

    private Judgement judge(RequestHead head) {
        if (!isForThisHost(head.host())) {
            return new Judgement.Decline(CallbackPage.WRONG_HOST);
        }
        if (!head.path().equals(redirectUri.getRawPath())) {
            return new Judgement.Decline(CallbackPage.NOT_HERE);
        }
        if (!head.method().equals("GET")) {
            return new Judgement.Decline(CallbackPage.WRONG_METHOD);
        }
        return awaited(head.query())
                .<Judgement>map(Judgement.Take::new)
                .orElse(new Judgement.Decline(CallbackPage.NOT_AWAITED));
    }

    /** The parameters of an address that a person copied from a browser; empty if it is not the redirect. */
    Optional<Parameters> pasted(String address) {
        String start = redirectUri + "?";
        if (!address.startsWith(start)) {
            return Optional.empty();
        }
        int fragment = address.indexOf('#');
        return awaited(address.substring(start.length(), fragment < 0 ? address.length() : fragment));
    }

    private Optional<Parameters> awaited(String query) {
        return Parameters.parse(query)
                .filter(parameters -> parameters
                        .value("state")
                        .filter(given -> State.matches(state, given))
                        .isPresent());
    }

    /** A page of another site can make its own name lead to loopback (DNS rebinding); its name is then here. */
    private boolean isForThisHost(String host) {
        String authority = redirectUri.getRawAuthority().toLowerCase(Locale.ROOT);
        return host.equals(authority) || host.concat(":80").equals(authority);
    }

    /** Names the address only. */
    @Override
    public String toString() {
        return "Callback[" + redirectUri + "]";
    }
}
