package io.mcpidentity.provider.github;

import io.mcpidentity.ScopeHierarchy;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The scopes of OAuth apps. GitHub leaves out of a token what a broader scope of it implies, so that a token with
 * {@code repo} does not say that it may do what {@code public_repo} allows.
 */
final class GitHubScopes {

    /** What reading organizations and teams takes. */
    static final String READ_ORG = "read:org";

    /** What reading e-mail addresses takes. */
    static final String USER_EMAIL = "user:email";

    private static final ScopeHierarchy HIERARCHY = ScopeHierarchy.parse(List.of(
            "repo > repo:status",
            "repo > repo_deployment",
            "repo > public_repo",
            "repo > repo:invite",
            "repo > security_events",
            "admin:repo_hook > write:repo_hook > read:repo_hook",
            "admin:org > write:org > read:org",
            "admin:public_key > write:public_key > read:public_key",
            "admin:gpg_key > write:gpg_key > read:gpg_key",
            "user > read:user",
            "user > user:email",
            "user > user:follow",
            "project > read:project",
            "admin:enterprise > manage_runners:enterprise",
            "admin:enterprise > manage_billing:enterprise",
            "admin:enterprise > read:enterprise",
            "write:packages > read:packages"));

    private static final Set<String> WITHOUT_OTHERS = Set.of(
            "admin:org_hook",
            "codespace",
            "delete:packages",
            "delete_repo",
            "gist",
            "notifications",
            "read:audit_log",
            "workflow");

    private GitHubScopes() {}

    /** The scopes with all that they imply. */
    static Set<String> expand(Set<String> scopes) {
        return HIERARCHY.expand(scopes);
    }

    /** Whether an app can ask for it. */
    static boolean isKnown(String scope) {
        return HIERARCHY.scopes().contains(scope) || WITHOUT_OTHERS.contains(scope);
    }

    /** Scopes as GitHub lists them: separated by commas in headers and at the token endpoint, by spaces elsewhere. */
    static Set<String> parse(String text) {
        Set<String> scopes = new LinkedHashSet<>();
        for (String scope : text.split("[\\s,]+")) {
            if (!scope.isEmpty()) {
                scopes.add(scope);
            }
        }
        return Collections.unmodifiableSet(scopes);
    }
}
