package io.mcpidentity.broker.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.broker.grant.Subjects.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class UsersTest {

    private static final String HASH = PasswordHash.hash("looking-glass");
    private final List<String> problems = new ArrayList<>();

    private Users users(boolean plainAllowed, String... entries) {
        UserRules rules = new UserRules(
                plainAllowed,
                Set.of("mcp:read", "mcp:write"),
                scopes -> scopes.contains("mcp:write") ? Set.of("mcp:read", "mcp:write") : scopes,
                problems::add);
        return Users.parse(List.of(entries), rules);
    }

    @Test
    void somebodyIsKnownByTheirNameWithAllThatTheirScopesImply() {
        Users users = users(true, "alice plain:wonderland mcp:write", "bob plain:builder mcp:read");

        assertEquals(
                Optional.of(
                        new Person("alice", Optional.of("alice"), Optional.empty(), Set.of("mcp:read", "mcp:write"))),
                users.find("alice"));
        assertEquals(Optional.empty(), users.find("Alice"));
        assertEquals(Optional.empty(), users.find("wonderland"));
        assertEquals(List.of(), problems);
    }

    @Test
    void aPlainPasswordIsCompared() {
        Users users = users(true, "alice plain:wonderland mcp:write");

        assertInstanceOf(Users.Verdict.Known.class, users.check("alice", "wonderland"));
        assertInstanceOf(Users.Verdict.Wrong.class, users.check("alice", "wonderlan"));
        assertInstanceOf(Users.Verdict.Wrong.class, users.check("alice", "plain:wonderland"));
        assertInstanceOf(Users.Verdict.Wrong.class, users.check("nobody", "wonderland"));
        assertInstanceOf(Users.Verdict.Wrong.class, users.check("nobody", ""));
    }

    @Test
    void aHashedPasswordIsComparedBesidePlainOnes() {
        Users users = users(true, "alice plain:wonderland mcp:write", "carol " + HASH + " mcp:read");

        assertInstanceOf(Users.Verdict.Known.class, users.check("carol", "looking-glass"));
        assertInstanceOf(Users.Verdict.Known.class, users.check("alice", "wonderland"));
        assertInstanceOf(Users.Verdict.Wrong.class, users.check("carol", "wonderland"));
        assertInstanceOf(Users.Verdict.Wrong.class, users.check("alice", "looking-glass"));
        assertInstanceOf(Users.Verdict.Wrong.class, users.check("nobody", "looking-glass"));
        assertInstanceOf(Users.Verdict.Wrong.class, users.check("carol", HASH));
    }

    @Test
    void allProblemsAreReportedAndNoneOfThemShowsAPassword() {
        users(
                false,
                "alice plain:hunter2 mcp:write",
                "bob hunter2 mcp:read",
                "carol",
                "dora " + HASH,
                "erin " + HASH + " hunter2",
                "erin " + HASH + " mcp:read",
                "plain:hunter2 mcp:read");

        assertEquals(7, problems.size(), problems.toString());
        assertTrue(problems.get(0).startsWith("entry 1 (alice) has a `plain:` password"), problems.get(0));
        assertTrue(problems.get(1).startsWith("entry 2 (bob) has no password hash"), problems.get(1));
        assertEquals("entry 3 (carol) is not a name, a password and at least one scope", problems.get(2));
        assertEquals("entry 4 (dora) is not a name, a password and at least one scope", problems.get(3));
        assertEquals(
                "entry 5 (erin) has a scope that `scopes` does not declare; declared are mcp:read mcp:write",
                problems.get(4));
        assertTrue(problems.get(5).startsWith("entry 6 (erin) has the name of an earlier one"), problems.get(5));
        assertTrue(problems.get(6).startsWith("entry 7 does not begin with a name"), problems.get(6));
        assertFalse(problems.toString().contains("hunter2"), problems.toString());
        assertFalse(problems.toString().contains(HASH), problems.toString());
    }

    @Test
    void anEmptyPlainPasswordIsAProblem() {
        users(true, "alice plain: mcp:read");

        assertEquals(List.of("entry 1 (alice) has an empty password"), problems);
    }

    @Test
    void itsTextNamesPeopleOnly() {
        assertEquals(
                "Users[alice]", users(true, "alice plain:wonderland mcp:write").toString());
    }
}
