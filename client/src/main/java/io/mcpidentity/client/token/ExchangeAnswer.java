package io.mcpidentity.client.token;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a token endpoint said to an exchange for something that is no access token (RFC 8693 §2.2). */
public sealed interface ExchangeAnswer permits ExchangeAnswer.Exchanged, TokenAnswer.Refused {

    /**
     * Yes.
     *
     * @param token what was issued: a secret
     * @param scopes what it stands for; what was asked for, where the server does not say
     */
    record Exchanged(String token, Set<String> scopes) implements ExchangeAnswer {

        /** Copies the scopes, keeping their order. */
        public Exchanged {
            scopes = Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
        }

        /** Leaves the token out. */
        @Override
        public String toString() {
            return "Exchanged[scopes=" + scopes + "]";
        }
    }
}
