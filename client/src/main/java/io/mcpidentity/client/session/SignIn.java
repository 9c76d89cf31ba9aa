package io.mcpidentity.client.session;

import io.mcpidentity.AccessToken;
import io.mcpidentity.client.ClientFailure;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gets tokens where there are none that could be renewed. Thread-safe. */
interface SignIn {

    /** Whether somebody is shown something, who has other things to do. */
    boolean asksPerson();

    /** The scopes that are really asked for, of those that were chosen. */
    Set<String> scopes(Set<String> chosen, Authority authority);

    /**
     * Gets tokens, and keeps them; somebody else may have done it meanwhile.
     *
     * @param scopes what to ask for
     * @param refused a token that the server does not take
     */
    void signIn(Authority authority, Set<String> scopes, @Nullable AccessToken refused) throws ClientFailure;
}
