package io.mcpidentity.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Lets the tests of a class call protected tools: an {@link EmbeddedAuthorizationServer} runs while they do, and their
 * parameters are a {@code Configuration} that trusts it, and the server itself, which signs people in.
 *
 * <pre>{@code
 * @McpIdentityTest("tool.add_note.scopes = mcp:write")
 * class NotesToolsTest {
 *
 *     @Test
 *     void onlyWhoMayWriteAddsNotes(Configuration configuration, EmbeddedAuthorizationServer people) throws Exception {
 *         try (NotesServer server = NotesServer.start(configuration)) {
 *             assertEquals(401, server.addNote("buy milk", ""));
 *             assertEquals(403, server.addNote("buy milk", people.bearer("bob", "mcp:read")));
 *             assertEquals(200, server.addNote("buy milk", people.bearer("alice", "mcp:write")));
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>There is one authorization server for a class, with the scopes and users of {@link EmbeddedAuthorizationServer#start()}
 * unless others are named, and it closes after the last test.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(McpIdentityExtension.class)
public @interface McpIdentityTest {

    /** Settings of the protected server beside those that trust the authorization server, as lines of its file. */
    String[] value() default {};

    /** The resource identifier of the protected server. */
    String resource() default EmbeddedAuthorizationServer.RESOURCE;

    /** The scopes that the authorization server knows and the protected server declares. */
    String[] scopes() default {"mcp:read", "mcp:write", "mcp:admin"};

    /** Who can sign in, each with the scopes that they may have: {@code "dora notes:all notes:own"}. */
    String[] users() default {};
}
