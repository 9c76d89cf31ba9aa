package io.mcpidentity.quickstart.tour;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of a web page as is needed to fill in its forms.
 *
 * @param title its title
 * @param refresh where it leads to by itself
 * @param forms its forms
 */
record Page(String title, Optional<String> refresh, List<Form> forms) {

    private static final Pattern TITLE = Pattern.compile("<title>([^<]*)</title>");
    private static final Pattern TAG = Pattern.compile("<(/?)(form|input|button|meta)\\b((?:[^>\"]|\"[^\"]*\")*)>");
    private static final Pattern ATTRIBUTE = Pattern.compile("([a-zA-Z-]+)(?:\\s*=\\s*\"([^\"]*)\")?");
    private static final Pattern REFERENCE = Pattern.compile("&(amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});");

    /**
     * A form.
     *
     * @param action where it is sent
     * @param controls its inputs and buttons, as their attributes; {@code tag} is the name of the element
     */
    record Form(String action, List<Map<String, String>> controls) {

        boolean asksForPassword() {
            return controls.stream().anyMatch(control -> "password".equals(control.get("type")));
        }

        /** What is sent if nobody touches anything. */
        Map<String, String> fields() {
            Map<String, String> fields = new LinkedHashMap<>();
            for (Map<String, String> control : controls) {
                String type = control.getOrDefault("type", "text");
                boolean untouched = type.equals("checkbox") && !control.containsKey("checked");
                if (isField(control) && !untouched) {
                    fields.put(control.get("name"), control.getOrDefault("value", ""));
                }
            }
            return fields;
        }

        private static boolean isField(Map<String, String> control) {
            return "input".equals(control.get("tag"))
                    && control.containsKey("name")
                    && !"submit".equals(control.get("type"));
        }

        /** The name of the first field of this type. */
        Optional<String> field(String type) {
            return controls.stream()
                    .filter(control -> isField(control)
                            && control.getOrDefault("type", "text").equals(type))
                    .map(control -> control.getOrDefault("name", ""))
                    .findFirst();
        }

        /** The button with this value. */
        Optional<Map<String, String>> button(String value) {
            return controls.stream()
                    .filter(control -> value.equals(control.get("value")) && !isField(control))
                    .findFirst();
        }
    }

    static Page parse(String html) {
        List<Form> forms = new ArrayList<>();
        Optional<String> refresh = Optional.empty();
        for (MatchResult tag : TAG.matcher(html).results().toList()) {
            Map<String, String> attributes = attributes(tag.group(3));
            attributes.put("tag", tag.group(2));
            if (!tag.group(1).isEmpty()) {
                continue;
            }
            switch (tag.group(2)) {
                case "form" -> forms.add(new Form(attributes.getOrDefault("action", ""), new ArrayList<>()));
                case "meta" -> refresh = refresh.or(() -> target(attributes));
                default -> {
                    if (!forms.isEmpty()) {
                        forms.get(forms.size() - 1).controls().add(attributes);
                    }
                }
            }
        }
        Matcher title = TITLE.matcher(html);
        return new Page(title.find() ? unescaped(title.group(1)) : "", refresh, forms);
    }

    private static Optional<String> target(Map<String, String> meta) {
        if (!"refresh".equalsIgnoreCase(meta.get("http-equiv"))) {
            return Optional.empty();
        }
        String content = meta.getOrDefault("content", "");
        int url = content.toLowerCase(Locale.ROOT).indexOf("url=");
        return url < 0 ? Optional.empty() : Optional.of(content.substring(url + "url=".length()));
    }

    private static Map<String, String> attributes(String text) {
        Map<String, String> attributes = new LinkedHashMap<>();
        ATTRIBUTE
                .matcher(text)
                .results()
                .forEach(found -> attributes.put(
                        found.group(1).toLowerCase(Locale.ROOT),
                        found.group(2) == null ? "" : unescaped(found.group(2))));
        return attributes;
    }

    private static String unescaped(String text) {
        return REFERENCE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(character(found.group(1))));
    }

    private static String character(String reference) {
        return switch (reference) {
            case "amp" -> "&";
            case "lt" -> "<";
            case "gt" -> ">";
            case "quot" -> "\"";
            case "apos" -> "'";
            default ->
                Character.toString(
                        reference.startsWith("#x")
                                ? Integer.parseInt(reference.substring(2), 16)
                                : Integer.parseInt(reference.substring(1)));
        };
    }
}
