package io.mcpidentity.provider.google;

import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.oidc.ProviderApi;
import io.mcpidentity.spi.HttpTransport.Request;
import io.mcpidentity.spi.HttpTransport.Response;
import io.mcpidentity.spi.ProviderContext;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks the Cloud Identity API, as a service account, which groups an address is a member of. Thread-safe. */
final class WorkspaceGroups {

    private static final int MAX_BYTES = 1 << 20;
    private static final int PAGE_SIZE = 500;
    private static final int MOST_PAGES = 4;
    private static final String WHAT = "Google's answer about groups";

    /**
     * How groups are asked for.
     *
     * @param nested whether groups of groups count
     * @param customer the customer whose groups are asked for; empty for all that the service account may see
     */
    record Search(boolean nested, Optional<String> customer) {}

    private final String base;
    private final Search search;
    private final AccessTokens tokens;
    private final Duration timeout;
    private final ProviderApi api;

    WorkspaceGroups(ProviderContext context, URI memberships, Search search, AccessTokens tokens, Duration timeout) {
        this.base = memberships + (search.nested() ? ":searchTransitiveGroups" : ":searchDirectGroups");
        this.search = search;
        this.tokens = tokens;
        this.timeout = timeout;
        this.api = new ProviderApi(WHAT, context.http(), context.clock());
    }

    /** The addresses of the groups; more than 2,000 are an outage, because an answer that is cut says nothing for certain. */
    Set<String> of(String email) throws ProviderUnavailableException {
        Set<String> groups = new LinkedHashSet<>();
        Optional<String> page = Optional.empty();
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            Map<String, Object> answer = ask(email, page);
            if (answer.get("memberships") instanceof List<?> memberships) {
                memberships.forEach(membership -> address(membership).ifPresent(groups::add));
            }
            if (!(answer.get("nextPageToken") instanceof String next) || next.isEmpty()) {
                return groups;
            }
            page = Optional.of(next);
        }
        throw new ProviderUnavailableException(
                WHAT + " cannot be used: somebody is a member of more than " + PAGE_SIZE * MOST_PAGES + " groups");
    }

    private Map<String, Object> ask(String email, Optional<String> page) throws ProviderUnavailableException {
        StringBuilder uri = new StringBuilder(base)
                .append("?query=")
                .append(encode(query(email)))
                .append("&pageSize=")
                .append(PAGE_SIZE);
        page.ifPresent(token -> uri.append("&pageToken=").append(encode(token)));
        Response response = api.send(
                new Request(
                        "GET",
                        URI.create(uri.toString()),
                        Map.of("Accept", "application/json", "Authorization", "Bearer " + tokens.current()),
                        new byte[0],
                        timeout,
                        MAX_BYTES),
                Set.of(200, 401, 403));
        if (response.status() == 401) {
            tokens.forget();
            throw new ProviderUnavailableException(WHAT + " cannot be had: HTTP 401, it refuses the service account");
        }
        Map<String, Object> answer = api.json(response);
        if (response.status() == 403) {
            throw new ProviderUnavailableException(WHAT + " cannot be had: HTTP 403, " + wayOut(answer));
        }
        return answer;
    }

    /** A condition in the Common Expression Language; both quotes and backslashes are legal in an address. */
    private String query(String email) {
        String query = "member_key_id == '" + escaped(email)
                + "' && 'cloudidentity.googleapis.com/groups.discussion_forum' in labels";
        return search.customer()
                .map(customer -> query + " && parent == 'customers/" + escaped(customer) + "'")
                .orElse(query);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("'", "\\'");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private String wayOut(Map<String, Object> answer) {
        String reasons = String.valueOf(answer.get("error"));
        if (reasons.contains("SERVICE_DISABLED")) {
            return "enable the Cloud Identity API in the Google Cloud project of the service account";
        }
        if (reasons.contains("rateLimitExceeded") || reasons.contains("RATE_LIMIT_EXCEEDED")) {
            return "the quota of the Cloud Identity API is used up";
        }
        return "in the Admin console, assign the role Groups Reader to the service account or to the person that `delegate`"
                + " names"
                + (search.nested()
                        ? "; nested groups need Cloud Identity Premium or an Enterprise edition of Workspace, without which"
                                + " set `nested-groups = false`"
                        : "")
                + (search.customer().isPresent()
                        ? ""
                        : "; set `customer-id` where members are in groups of other organizations too");
    }

    /** A group by its address; groups that stand for those of another directory have a namespace, and are left out. */
    private static Optional<String> address(Object membership) {
        return membership instanceof Map<?, ?> members
                        && members.get("groupKey") instanceof Map<?, ?> key
                        && !key.containsKey("namespace")
                        && key.get("id") instanceof String id
                        && id.indexOf('@') > 0
                        && id.chars().noneMatch(c -> c <= ' ')
                ? Optional.of(id)
                : Optional.empty();
    }
}
