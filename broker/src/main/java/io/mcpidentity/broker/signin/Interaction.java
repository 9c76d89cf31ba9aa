package io.mcpidentity.broker.signin;

import java.time.Instant;
import java.util.Optional;

/**
 * What a page's form carries from one step to the next.
 *
 * @param stage which page it was written for
 * @param query the query of the authorization request, verbatim
 * @param startedAt when the page was written
 * @param browser the SHA-256 digest in base64url of the cookie that tells the browser from others
 * @param session the digest of the browser's session, if somebody was signed in
 */
record Interaction(Stage stage, String query, Instant startedAt, String browser, Optional<String> session) {

    /** The pages that have forms. */
    enum Stage {
        /** The sign-in page. */
        SIGN_IN,
        /** The consent page. */
        CONSENT
    }

    /** Names the stage; the query may hold what is the client's. */
    @Override
    public String toString() {
        return stage.toString();
    }
}
