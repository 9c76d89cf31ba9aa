package io.mcpidentity.it.logs;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks for secrets in logs: as they are, percent-encoded, and in base64 wherever in a longer text they begin. Of a long one
 * each half is enough, because a log that shortens a token shows it all the same.
 */
final class LeakSearch {

    /** The shortest secret that is looked for, in characters: shorter ones could stand anywhere by chance. */
    static final int SHORTEST = Long.BYTES;

    private static final int LONG = 4 * SHORTEST;

    private final Map<Long, List<Form>> byBeginning = new HashMap<>();
    private final Set<String> secrets = new HashSet<>();

    /** How a secret may stand in a log. */
    private record Form(String kind, String text) {
        byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    void add(String kind, String secret) {
        if (secret.length() < SHORTEST || !secrets.add(secret)) {
            return;
        }
        int half = secret.length() / 2;
        List<String> parts =
                secret.length() < LONG ? List.of(secret) : List.of(secret.substring(0, half), secret.substring(half));
        for (String part : parts) {
            for (String form : forms(part)) {
                byte[] bytes = form.getBytes(StandardCharsets.UTF_8);
                if (bytes.length >= SHORTEST) {
                    byBeginning
                            .computeIfAbsent(beginning(bytes), none -> new ArrayList<>(1))
                            .add(new Form(kind, form));
                }
            }
        }
    }

    /** How many secrets are looked for. */
    int size() {
        return secrets.size();
    }

    /** The lines, by their numbers, that hold a secret, and what kind it is; never the secret itself. */
    Set<String> in(byte[] log) {
        Set<String> found = new LinkedHashSet<>();
        long window = 0;
        int line = 1;
        for (int end = 0; end < log.length; end++) {
            window = (window << Byte.SIZE) | (log[end] & 0xff);
            int start = end - SHORTEST + 1;
            if (start < 0) {
                continue;
            }
            for (Form form : byBeginning.getOrDefault(window, List.of())) {
                if (startsWith(log, start, form.bytes())) {
                    found.add("line " + line + ": " + form.kind());
                }
            }
            if (log[start] == '\n') {
                line++;
            }
        }
        return found;
    }

    private static boolean startsWith(byte[] log, int start, byte[] form) {
        return log.length - start >= form.length
                && Arrays.equals(log, start, start + form.length, form, 0, form.length);
    }

    private static long beginning(byte[] form) {
        long beginning = 0;
        for (int i = 0; i < SHORTEST; i++) {
            beginning = (beginning << Byte.SIZE) | (form[i] & 0xff);
        }
        return beginning;
    }

    private static Set<String> forms(String part) {
        Set<String> forms = new LinkedHashSet<>(List.of(part, URLEncoder.encode(part, StandardCharsets.UTF_8)));
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        for (int before = 0; before < 3; before++) {
            byte[] shifted = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, shifted, before, bytes.length);
            // What stands before and behind has a share in the first and last characters; those between are the
            // secret's.
            int from = (before * Byte.SIZE + 5) / 6;
            int to = shifted.length / 3 * 4;
            forms.add(Base64.getEncoder().encodeToString(shifted).substring(from, to));
            forms.add(Base64.getUrlEncoder().encodeToString(shifted).substring(from, to));
        }
        return forms;
    }
}
