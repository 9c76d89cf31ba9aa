package io.mcpidentity.testkit;

import io.mcpidentity.testkit.EmulatedServer.Answer;
import io.mcpidentity.testkit.GitHubWorld.Account;
import io.mcpidentity.testkit.GitHubWorld.Token;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The shapes of the emulated GitHub's answers: every member that its API description requires. Thread-safe. */
final class GitHubJson {

    private static final String THEN = Instant.parse("2020-01-01T00:00:00Z").toString();

    private final Supplier<String> site;

    GitHubJson(Supplier<String> site) {
        this.site = site;
    }

    /** An error of the API. */
    static Answer error(int status, String message) {
        return Answer.json(
                status,
                Map.of(
                        "message",
                        message,
                        "documentation_url",
                        "https://docs.github.com/rest",
                        "status",
                        String.valueOf(status)));
    }

    Map<String, @Nullable Object> metadata(String issuer) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("issuer", issuer);
        json.put("authorization_endpoint", issuer + "/authorize");
        json.put("token_endpoint", issuer + "/access_token");
        json.put("response_types_supported", List.of("code"));
        json.put("grant_types_supported", List.of("authorization_code", "refresh_token"));
        json.put("code_challenge_methods_supported", List.of("S256"));
        json.put("authorization_response_iss_parameter_supported", true);
        return json;
    }

    Map<String, @Nullable Object> authorization(Token token) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", token.id());
        json.put("url", api("/authorizations/" + token.id()));
        json.put("scopes", List.copyOf(token.scopes()));
        json.put("token", "");
        json.put("token_last_eight", "last8888");
        json.put("hashed_token", "25f94a2a5c7fbaf499c665bc73d67c1c87e496da8985131633ee0a95819db2e8");
        json.put("app", map("client_id", token.clientId(), "name", "The emulated app", "url", "https://example.com"));
        json.put("note", null);
        json.put("note_url", null);
        json.put("created_at", token.issuedAt().toString());
        json.put("updated_at", token.issuedAt().toString());
        json.put("fingerprint", null);
        json.put("expires_at", token.expiresAt().map(Instant::toString).orElse(null));
        json.put("user", user(token.owner(), "User"));
        return json;
    }

    /** What the owner of a token sees of the own account. */
    Map<String, @Nullable Object> person(Account account) {
        Map<String, @Nullable Object> json = user(account, "User");
        json.put("user_view_type", "private");
        json.put("name", account.login().toUpperCase(Locale.ROOT));
        for (String absent : List.of("company", "blog", "location", "hireable", "bio")) {
            json.put(absent, null);
        }
        json.put("email", "public-and-unverified@example.net");
        for (String count : List.of(
                "public_repos",
                "public_gists",
                "followers",
                "following",
                "private_gists",
                "total_private_repos",
                "owned_private_repos",
                "disk_usage",
                "collaborators")) {
            json.put(count, 0);
        }
        json.put("two_factor_authentication", true);
        json.put("created_at", THEN);
        json.put("updated_at", THEN);
        return json;
    }

    Map<String, @Nullable Object> membership(String organization, long id, String state, Account account) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("url", api("/orgs/" + organization + "/memberships/" + account.login()));
        json.put("state", state);
        json.put("role", "member");
        json.put("organization_url", api("/orgs/" + organization));
        json.put("organization", organization(organization, id));
        json.put("user", user(account, "User"));
        return json;
    }

    Map<String, @Nullable Object> team(String team, long id, long organizationId) {
        String organization = team.split("/")[0];
        String slug = team.split("/")[1];
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("node_id", node("Team", id));
        json.put("url", api("/organizations/" + organizationId + "/team/" + id));
        json.put("html_url", site.get() + "/orgs/" + organization + "/teams/" + slug);
        json.put("name", "The team " + slug);
        json.put("slug", slug);
        json.put("description", null);
        json.put("privacy", "closed");
        json.put("type", "organization");
        json.put("permission", "pull");
        json.put("members_url", api("/organizations/" + organizationId + "/team/" + id + "/members{/member}"));
        json.put("repositories_url", api("/organizations/" + organizationId + "/team/" + id + "/repos"));
        json.put("members_count", 1);
        json.put("repos_count", 0);
        json.put("created_at", THEN);
        json.put("updated_at", THEN);
        Map<String, @Nullable Object> whole = organization(organization, organizationId);
        for (String count : List.of("public_repos", "public_gists", "followers", "following")) {
            whole.put(count, 0);
        }
        whole.put("has_organization_projects", true);
        whole.put("has_repository_projects", true);
        whole.put("html_url", site.get() + "/" + organization);
        whole.put("type", "Organization");
        whole.put("created_at", THEN);
        whole.put("updated_at", THEN);
        whole.put("archived_at", null);
        json.put("organization", whole);
        return json;
    }

    Map<String, @Nullable Object> repository(String fullName, long id, Account owner, String permission) {
        String repo = api("/repos/" + fullName);
        String page = site.get() + "/" + fullName;
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("node_id", node("Repository", id));
        json.put("name", fullName.split("/")[1]);
        json.put("full_name", fullName);
        json.put("owner", user(owner, "Organization"));
        json.put("private", true);
        json.put("html_url", page);
        json.put("url", repo);
        json.put("description", null);
        json.put("fork", false);
        for (String link :
                ("archive assignees blobs branches collaborators comments commits compare contents contributors"
                                + " deployments downloads events forks git_commits git_refs git_tags hooks issue_comment issue_events"
                                + " issues keys labels languages merges milestones notifications pulls releases stargazers statuses"
                                + " subscribers subscription tags teams trees")
                        .split(" ")) {
            json.put(link + "_url", repo + "/" + link);
        }
        json.put("clone_url", page + ".git");
        json.put("git_url", page + ".git");
        json.put("ssh_url", page + ".git");
        json.put("svn_url", page);
        for (String absent : List.of("mirror_url", "homepage", "language", "license")) {
            json.put(absent, null);
        }
        for (String count : ("forks forks_count stargazers_count watchers watchers_count size open_issues"
                        + " open_issues_count network_count subscribers_count")
                .split(" ")) {
            json.put(count, 0);
        }
        for (String flag : "has_issues has_projects has_wiki has_pages has_downloads has_discussions archived disabled"
                .split(" ")) {
            json.put(flag, false);
        }
        json.put("default_branch", "main");
        json.put("pushed_at", THEN);
        json.put("created_at", THEN);
        json.put("updated_at", THEN);
        boolean admin = permission.equals("admin");
        json.put("permissions", map("admin", admin, "push", admin || permission.equals("push"), "pull", true));
        return json;
    }

    private Map<String, @Nullable Object> user(Account account, String type) {
        String user = api("/users/" + account.login());
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("login", account.login());
        json.put("id", account.id());
        json.put("node_id", node(type, account.id()));
        json.put("avatar_url", site.get() + "/avatars/u/" + account.id());
        json.put("gravatar_id", "");
        json.put("url", user);
        json.put("html_url", site.get() + "/" + account.login());
        for (String link : List.of("followers", "subscriptions", "repos", "received_events")) {
            json.put(link + "_url", user + "/" + link);
        }
        json.put("organizations_url", user + "/orgs");
        json.put("following_url", user + "/following{/other_user}");
        json.put("gists_url", user + "/gists{/gist_id}");
        json.put("starred_url", user + "/starred{/owner}{/repo}");
        json.put("events_url", user + "/events{/privacy}");
        json.put("type", type);
        json.put("site_admin", false);
        return json;
    }

    private Map<String, @Nullable Object> organization(String name, long id) {
        String organization = api("/orgs/" + name);
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("login", name);
        json.put("id", id);
        json.put("node_id", node("Organization", id));
        json.put("url", organization);
        for (String link : List.of("repos", "events", "hooks", "issues", "members", "public_members")) {
            json.put(link + "_url", organization + "/" + link);
        }
        json.put("avatar_url", site.get() + "/avatars/u/" + id);
        json.put("description", null);
        return json;
    }

    private String api(String path) {
        return site.get() + GitHubEmulation.API + path;
    }

    private static String node(String type, long id) {
        return Base64.getEncoder().encodeToString((type + id).getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, @Nullable Object> map(Object... pairs) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int at = 0; at < pairs.length; at += 2) {
            map.put(String.valueOf(pairs[at]), pairs[at + 1]);
        }
        return map;
    }
}
