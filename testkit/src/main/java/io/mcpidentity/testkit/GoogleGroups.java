package io.mcpidentity.testkit;

import io.mcpidentity.testkit.EmulatedServer.Answer;
import io.mcpidentity.testkit.EmulatedServer.Request;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The search for groups of the Cloud Identity API, as far as one asks by address and for discussion forums. Thread-safe. */
final class GoogleGroups {

    static final String PATH = "/v1/groups/-/memberships:";

    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-identity.groups.readonly";
    private static final Pattern QUERY = Pattern.compile("member_key_id == '((?:[^'\\\\]|\\\\.)*)'"
            + " && 'cloudidentity\\.googleapis\\.com/groups\\.discussion_forum' in labels"
            + "(?: && parent == 'customers/C[0-9A-Za-z]+')?");

    private final GoogleTokens tokens;
    private final Map<String, Set<String>> members = new ConcurrentHashMap<>();
    private volatile String refusal = "";

    GoogleGroups(GoogleTokens tokens) {
        this.tokens = tokens;
    }

    void add(String group, Collection<String> more) {
        members.computeIfAbsent(group, absent -> ConcurrentHashMap.newKeySet()).addAll(more);
    }

    void refuse(String reason) {
        refusal = reason;
    }

    Answer search(Request request, boolean transitive) {
        if (request.bearer()
                .flatMap(tokens::find)
                .filter(issued -> issued.grant().scopes().contains(SCOPE))
                .isEmpty()) {
            return error(401, "UNAUTHENTICATED", "CREDENTIALS_MISSING");
        }
        if (!refusal.isEmpty()) {
            return error(403, "PERMISSION_DENIED", refusal);
        }
        Matcher query = QUERY.matcher(request.parameter("query").orElse(""));
        int size = Integer.parseInt(request.parameter("pageSize").orElse("200"));
        if (!query.matches() || size < 1 || size > 1000) {
            return error(400, "INVALID_ARGUMENT", "BAD_REQUEST");
        }
        Set<String> found = new TreeSet<>();
        collect(query.group(1).replaceAll("\\\\(.)", "$1"), transitive, found);
        List<String> groups = List.copyOf(found);
        int from = Integer.parseInt(request.parameter("pageToken").orElse("0"));
        int to = Math.min(groups.size(), from + size);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "memberships",
                groups.subList(from, to).stream()
                        .map(group -> Map.of("groupKey", Map.of("id", group), "displayName", "A group"))
                        .toList());
        if (to < groups.size()) {
            answer.put("nextPageToken", Integer.toString(to));
        }
        return Answer.json(answer);
    }

    private void collect(String member, boolean transitive, Set<String> found) {
        members.forEach((group, of) -> {
            if (of.contains(member) && found.add(group) && transitive) {
                collect(group, true, found);
            }
        });
    }

    private static Answer error(int status, String name, String reason) {
        return Answer.json(
                status,
                Map.of(
                        "error",
                        Map.of(
                                "code",
                                status,
                                "status",
                                name,
                                "message",
                                "The emulation refuses this.",
                                "details",
                                List.of(Map.of("reason", reason)))));
    }
}
