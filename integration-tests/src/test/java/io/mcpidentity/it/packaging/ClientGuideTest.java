package io.mcpidentity.it.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.mcpidentity.client.session.OAuthSession;
import io.mcpidentity.config.Configuration;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What readers of the client's guide copy compiles, and is a configuration that works. */
class ClientGuideTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern CLASS = Pattern.compile("(?m)^class \\w+");
    private static final Pattern ABSOLUTE_PATH = Pattern.compile("(?m)^(\\S+)( *= *)(/(?:run|var)/\\S+)$");

    /** What the snippets speak of without saying where it is from. */
    private static final String AROUND = """
            import static java.nio.charset.StandardCharsets.UTF_8;
            import io.mcpidentity.client.*;
            import io.mcpidentity.client.agent.*;
            import io.mcpidentity.client.sdk.*;
            import io.mcpidentity.client.session.*;
            import io.mcpidentity.client.store.*;
            import io.mcpidentity.config.Configuration;
            import io.mcpidentity.testkit.TokenStoreContract;
            import io.modelcontextprotocol.client.*;
            import io.modelcontextprotocol.common.McpTransportContext;
            import io.modelcontextprotocol.spec.McpSchema.*;
            import java.io.InputStreamReader;
            import java.net.URI;
            import java.net.http.*;
            import java.net.http.HttpResponse.BodyHandlers;
            import java.nio.file.Path;
            import java.time.Duration;
            import java.util.*;
            import reactor.core.publisher.Mono;

            class Snippets {
                URI server, redirect;
                String secret, user, database;
                OAuthSession session, all;
                McpSyncClient client;
                HttpClient http;
                HttpRequest request;
                int status;
                Map<String, List<String>> requestHeaders, answerHeaders;
                RegisteredClient registered, atOkta;
                TokenStore store;
                Platform platform;
                Account account;

                interface Platform { String token(); }
                interface Account { String idToken(); String name(); }

                static final class AcmeStore implements TokenStore {
                    AcmeStore(String database) {}
                    public Optional<String> read(String key) { return Optional.empty(); }
                    public void write(String key, String value) {}
                    public void remove(String key) {}
                    public Lock lock(String key, Duration patience) { return () -> {}; }
                    public void close() {}
                }

            """;

    @TempDir
    private Path folder;

    private static List<String> snippets(String text, String language) {
        return Pattern.compile("(?ms)^( *)```" + language + "\n(.*?)^ *```")
                .matcher(text)
                .results()
                .map(found -> found.group(2).replaceAll("(?m)^" + found.group(1), ""))
                .toList();
    }

    private static String guide() throws IOException {
        return Files.readString(ROOT.resolve("docs/client.md"));
    }

    private static String readme() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        String section = readme.substring(readme.indexOf("\n## In your client\n") + 1);
        return section.substring(0, section.indexOf("\n## "));
    }

    @Test
    void everySnippetCompiles() throws IOException {
        List<String> snippets = Stream.concat(snippets(guide(), "java").stream(), snippets(readme(), "java").stream())
                .toList();
        StringBuilder source = new StringBuilder(AROUND);
        for (int i = 0; i < snippets.size(); i++) {
            String snippet = snippets.get(i);
            source.append(
                    CLASS.matcher(snippet).find()
                            ? snippet
                            : "void snippet" + i + "() throws Exception {\n" + snippet + "}\n");
        }
        assertFalse(snippets.size() < 10, "the guide's snippets were not found");
        assertEquals("", compile(source.append("}\n").toString()));
    }

    private String compile(String source) throws IOException {
        Path file = Files.writeString(folder.resolve("Snippets.java"), source);
        var compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            boolean done = compiler.getTask(
                            said,
                            files,
                            null,
                            List.of(
                                    "-d",
                                    folder.toString(),
                                    "-proc:none",
                                    "--release",
                                    "17",
                                    "-cp",
                                    System.getProperty("java.class.path")),
                            null,
                            files.getJavaFileObjects(file))
                    .call();
            return done ? "" : "does not compile: " + said;
        }
    }

    static List<String> settings() throws IOException {
        return Stream.concat(snippets(guide(), "properties").stream(), snippets(readme(), "properties").stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void everyFileIsAConfigurationThatWorks(String shown) throws IOException, GeneralSecurityException {
        for (MatchResult path : ABSOLUTE_PATH.matcher(shown).results().toList()) {
            String key = path.group(1);
            if (!key.endsWith("-directory")) {
                Path file = folder.resolve(path.group(3).substring(1));
                Files.createDirectories(file.getParent());
                Files.writeString(file, key.contains("private-key") ? privateKey() : "what is in the file");
            }
        }
        String here = ABSOLUTE_PATH.matcher(shown).replaceAll(path -> path.group(1) + " = " + folder + path.group(3));
        Path file = Files.writeString(folder.resolve("mcp-identity.properties"), here);
        try (OAuthSession session =
                OAuthSession.create(URI.create("https://mcp.example.com/mcp"), Configuration.load(file))) {
            assertEquals("OAuthSession[mcp.example.com]", session.toString());
        }
    }

    private static String privateKey() throws GeneralSecurityException {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp256r1"));
        byte[] key = keys.generateKeyPair().getPrivate().getEncoded();
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key)
                + "\n-----END PRIVATE KEY-----\n";
    }
}
