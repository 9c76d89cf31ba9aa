package io.mcpidentity.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path with {@code {name}} for any one segment and {@code **} for anything. Immutable.
 *
 * @param pattern what paths are matched with, a group for each name
 * @param names the names, in their order
 */
record PathPattern(Pattern pattern, List<String> names) {

    private static final Pattern PART = Pattern.compile("\\{([A-Za-z]+)\\}|\\*\\*");

    static PathPattern parse(String path) {
        List<String> names = new ArrayList<>();
        StringBuilder regex = new StringBuilder();
        Matcher part = PART.matcher(path);
        int from = 0;
        while (part.find()) {
            regex.append(Pattern.quote(path.substring(from, part.start())));
            if (part.group(1) == null) {
                regex.append(".*");
            } else {
                regex.append("([^/]+)");
                names.add(part.group(1));
            }
            from = part.end();
        }
        regex.append(Pattern.quote(path.substring(from)));
        return new PathPattern(Pattern.compile(regex.toString(), Pattern.DOTALL), List.copyOf(names));
    }

    /** What stands for the names, if the path fits. */
    Optional<Map<String, String>> match(String path) {
        Matcher matcher = pattern.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> variables = new LinkedHashMap<>();
        for (int at = 0; at < names.size(); at++) {
            variables.put(names.get(at), matcher.group(at + 1));
        }
        return Optional.of(variables);
    }
}
