package io.mcpidentity.spi;

import io.mcpidentity.VerifiedToken;
import java.util.LinkedHashSet;
import java.util.Set;

/** Translates between what a provider grants and the scopes that the server declares. Thread-safe, without I/O. */
public interface ScopeMapper {

    /** The server's scopes that the token grants, before the scope hierarchy is applied. */
    Set<String> granted(VerifiedToken token);

    /** What a client has to ask the provider for, to be granted these scopes of the server. */
    Set<String> requested(Set<String> serverScopes);

    /**
     * What the token says of its holder, in the words of {@code scope-grants} and {@code sign-in.allow}, such as
     * {@code role:mcp-writer}, {@code group:/staff} or {@code domain:acme.com}; by default only what standard claims say:
     * subject, and the e-mail address where the provider has verified it. Its domain is no such thing: whether an address
     * of a company means an account of that company, each provider has to know.
     */
    default Set<String> attributes(VerifiedToken token) {
        Set<String> attributes = new LinkedHashSet<>();
        token.subject().ifPresent(subject -> attributes.add("subject:" + subject));
        token.verifiedEmail().ifPresent(email -> attributes.add("email:" + email));
        return attributes;
    }
}
