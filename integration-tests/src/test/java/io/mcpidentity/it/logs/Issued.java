package io.mcpidentity.it.logs;

import io.mcpidentity.client.agent.UserAgent;
import io.mcpidentity.client.store.TokenStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Notes what was issued while the tests ran, for {@link NoSecretInAnyLog} to look for. Node programs note by themselves what
 * they issue and what they get ({@code issued.mjs}); tests and the peers that are written in Java do it here. Thread-safe.
 */
public final class Issued {

    /** The folder: each line of a file there is a kind, a tab, and the value in base64. */
    public static final Path FOLDER = Path.of("target", "issued").toAbsolutePath();

    private static final Path FILE =
            FOLDER.resolve("java-" + ProcessHandle.current().pid());
    private static final Set<String> KNOWN = ConcurrentHashMap.newKeySet();

    /** As they stand in JSON, in forms and URLs, and in headers. */
    private static final Pattern ON_THE_WIRE = Pattern.compile(
            "\"(?<member>access_token|refresh_token|id_token|client_secret|registration_access_token)\"\\s*:\\s*\"(?<json>[^\"]+)\""
                    + "|[?&\\s](?<field>code|code_verifier|refresh_token|client_secret|client_assertion|assertion)=(?<form>[\\w.~%+-]+)"
                    + "|(?i:authorization): *(?<scheme>(?i:bearer|dpop)) +(?<token>\\S{20,})"
                    + "|(?i:dpop): *(?<proof>\\S+)");

    private Issued() {}

    /** Notes one: a token, a code, a verifier, a secret. Those of fewer than 8 characters could stand anywhere. */
    public static void record(String kind, String secret) {
        if (secret.length() < LeakSearch.SHORTEST || !KNOWN.add(secret)) {
            return;
        }
        String line = kind + "\t" + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)) + "\n";
        try {
            Files.createDirectories(FOLDER);
            synchronized (KNOWN) {
                Files.writeString(FILE, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Notes what there is in HTTP messages as they were sent, or in parts of them. A token in a request is one from 20
     * characters on: tests make up shorter ones, which nobody has issued.
     */
    public static void onTheWire(String text) {
        Matcher found = ON_THE_WIRE.matcher(text);
        while (found.find()) {
            if (found.group("json") != null) {
                record(found.group("member"), found.group("json"));
            } else if (found.group("form") != null) {
                record(found.group("field"), found.group("form"));
            } else if (found.group("token") != null) {
                record("access_token", found.group("token"));
            } else {
                record("proof", found.group("proof"));
            }
        }
    }

    /** The same store, whose content is noted: all that a session is issued and makes up ends up there. */
    public static TokenStore watching(TokenStore store) {
        return new NotedStore(store);
    }

    /** The same user agent, whose answers are noted: the codes. */
    public static UserAgent watching(UserAgent agent) {
        return new NotedAgent(agent);
    }

    /** What a Node program needs in its environment to note by itself. */
    public static Map<String, String> environment(Path script) {
        try {
            Files.createDirectories(FOLDER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of("IT_ISSUED", FOLDER.toString(), "NODE_OPTIONS", "--import=" + script.toUri());
    }
}
