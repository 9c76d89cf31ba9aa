package io.mcpidentity.client.token;

import java.util.Optional;

/** What a token endpoint said to a request for an access token (RFC 6749 §5). */
public sealed interface TokenAnswer {

    /**
     * Yes.
     *
     * @param tokens what was issued
     */
    record Issued(Tokens tokens) implements TokenAnswer {}

    /**
     * No (RFC 6749 §5.2).
     *
     * @param error the code, such as {@code invalid_grant} or {@code invalid_client}
     * @param description what the server adds, made safe to show; empty if it would give away what was sent
     */
    record Refused(String error, Optional<String> description) implements TokenAnswer, ExchangeAnswer {

        /** Whether the server does not know the client, or does not believe it. */
        public boolean isAboutTheClient() {
            return error.equals("invalid_client");
        }

        /** The code, and the description in parentheses where there is one. */
        public String text() {
            return error + description.map(more -> " (" + more + ")").orElse("");
        }
    }
}
