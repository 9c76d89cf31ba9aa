package io.mcpidentity.provider.github;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.spi.Directory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks people up at GitHub with their own tokens. Thread-safe.
 *
 * <p>What a token's scopes do not let it see is not looked up, which is logged once for each scope.
 */
final class GitHubDirectory implements Directory {

    private static final Logger LOG = System.getLogger(GitHubDirectory.class.getName());

    /** Looks facts up; behind it, and nowhere else, is the vendor's library. */
    @FunctionalInterface
    interface Source {
        Set<String> attributes(VerifiedToken verified, AccessToken token, Set<Fact> facts)
                throws ProviderUnavailableException;
    }

    private final Set<Fact> facts;
    private final Source source;
    private final Set<String> missed = ConcurrentHashMap.newKeySet();

    GitHubDirectory(Set<Fact> facts, Source source) {
        this.facts = Set.copyOf(facts);
        this.source = source;
    }

    @Override
    public Set<String> attributes(VerifiedToken verified, AccessToken token) throws ProviderUnavailableException {
        Optional<TokenKind> kind = TokenKind.of(token);
        if (kind.isEmpty() || kind.get() == TokenKind.INSTALLATION) {
            return Set.of();
        }
        Set<Fact> visible = kind.get().hasScopes() ? visible(verified) : facts;
        return visible.isEmpty() ? Set.of() : Set.copyOf(source.attributes(verified, token, visible));
    }

    private Set<Fact> visible(VerifiedToken verified) {
        Set<String> scopes = GitHubScopes.expand(verified.scopes());
        Set<Fact> visible = EnumSet.noneOf(Fact.class);
        for (Fact fact : facts) {
            Optional<String> missing = fact.scope().filter(scope -> !scopes.contains(scope));
            if (missing.isEmpty()) {
                visible.add(fact);
            } else {
                boolean isFirst = missed.add(missing.get());
                LOG.log(
                        isFirst ? Level.WARNING : Level.DEBUG,
                        "GitHub does not show {0} to a token without the scope {1}: what follows from them is not granted."
                                + " Clients are told to ask for it",
                        fact.word(),
                        missing.get());
            }
        }
        return Collections.unmodifiableSet(visible);
    }

    /**
     * Also the client, the scopes and the authorization: a token sees what its scopes allow and, where an organization
     * demands a single sign-on, what its own sign-in went through.
     */
    @Override
    public String key(VerifiedToken token) {
        return String.join(
                " ",
                token.subject().orElseThrow(),
                token.clientId().orElse("-"),
                token.tokenId().orElse("-"),
                String.join(",", new TreeSet<>(token.scopes())));
    }
}
