package io.mcpidentity.provider.github;

import io.mcpidentity.AccessToken;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** The kinds of GitHub's tokens, which their first characters tell. */
enum TokenKind {
    /** A person's, issued to an OAuth app. */
    OAUTH_APP("gho_", true),
    /** A person's, issued to a GitHub App; it carries permissions and no scopes. */
    GITHUB_APP("ghu_", false),
    /** An installation's of a GitHub App, and that of every workflow of GitHub Actions. */
    INSTALLATION("ghs_", false),
    /** A personal access token with scopes ("classic"). */
    PERSONAL("ghp_", true),
    /** A fine-grained personal access token. */
    FINE_GRAINED("github_pat_", false),
    /** What renews a person's token of a GitHub App. */
    REFRESH("ghr_", false);

    /** Wider than what GitHub issues today; nothing in it means anything in JSON. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{8,2000}");

    private static final Pattern BEFORE_2021 = Pattern.compile("[0-9a-f]{40}");

    private final String prefix;
    private final boolean hasScopes;

    TokenKind(String prefix, boolean hasScopes) {
        this.prefix = prefix;
        this.hasScopes = hasScopes;
    }

    /** The kind that the beginning tells; empty if it is none of GitHub's. */
    static Optional<TokenKind> of(AccessToken token) {
        return Arrays.stream(values())
                .filter(kind -> token.value().startsWith(kind.prefix))
                .findFirst();
    }

    /** Whether the whole token consists of what GitHub's tokens consist of. */
    static boolean isWellFormed(AccessToken token) {
        return FORM.matcher(token.value()).matches();
    }

    /** Whether it has the form of the tokens before 2021, which does not tell what they are. */
    static boolean isLegacy(AccessToken token) {
        return BEFORE_2021.matcher(token.value()).matches();
    }

    /** Whether tokens of this kind carry scopes; the others carry permissions, which GitHub does not tell. */
    boolean hasScopes() {
        return hasScopes;
    }

    /** Whether GitHub issued it to an app for a person, so that asking as that app tells whose it is. */
    boolean isOfApp() {
        return this == OAUTH_APP || this == GITHUB_APP;
    }
}
