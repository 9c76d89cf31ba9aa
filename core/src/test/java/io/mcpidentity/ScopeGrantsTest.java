package io.mcpidentity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScopeGrantsTest {

    @Test
    void everyKindOfAttributeGrants() {
        for (String attribute : List.of(
                "role:writer",
                "client-role:mcp/writer",
                "group:/staff/Night Shift",
                "permission:notes.write",
                "domain:acme.com",
                "email:ann@acme.com",
                "scope:https://graph.example/Notes.Write")) {
            ScopeGrants grants = ScopeGrants.parse(List.of(attribute + " -> mcp:write"));

            assertEquals(Set.of("mcp:write"), grants.scopesFor(List.of(attribute)), attribute);
            assertEquals(Set.of(attribute), grants.attributesFor("mcp:write"), attribute);
        }
    }

    @Test
    void oneAttributeGrantsSeveralScopesAndEntriesAddUp() {
        ScopeGrants grants =
                ScopeGrants.parse(List.of("role:a -> read write", "role:a -> admin", "role:b->read, list"));

        assertEquals(Set.of("read", "write", "admin"), grants.scopesFor(List.of("role:a")));
        assertEquals(Set.of("read", "list"), grants.scopesFor(List.of("role:b")));
        assertEquals(Set.of("read", "write", "admin", "list"), grants.scopesFor(List.of("role:b", "role:a")));
        assertEquals(Set.of("read", "write", "admin", "list"), grants.scopes());
        assertFalse(grants.isEmpty());
        assertTrue(ScopeGrants.parse(List.of()).isEmpty());
    }

    @Test
    void rolesAndGroupsAreComparedCharacterByCharacter() {
        ScopeGrants grants = ScopeGrants.parse(List.of("role:Writer -> write", "group:/staff -> read"));

        assertEquals(
                Set.of(),
                grants.scopesFor(
                        List.of("role:writer", "role:Writer ", "role:Writers", "group:/staff/x", "group:staff")));
        assertEquals(Set.of("write"), grants.scopesFor(List.of("role:Writer")));
    }

    @Test
    void aRoleOfTheRealmIsNotARoleOfAClient() {
        ScopeGrants grants = ScopeGrants.parse(List.of("role:admin -> admin"));

        assertEquals(Set.of(), grants.scopesFor(List.of("client-role:admin", "group:admin", "permission:admin")));
    }

    @Test
    void domainsAndAddressesAreComparedWithoutCase() {
        ScopeGrants grants = ScopeGrants.parse(List.of("domain:Acme.com -> read", "email:Ann@Acme.com -> write"));

        assertEquals(Set.of("read", "write"), grants.scopesFor(List.of("domain:ACME.COM", "email:ann@acme.COM")));
        assertEquals(Set.of(), grants.scopesFor(List.of("domain:acme.com.evil.example", "domain:sub.acme.com")));
    }

    @Test
    void aLetterThatOnlyLowerCasesToAnAsciiOneIsAnotherDomain() {
        ScopeGrants grants = ScopeGrants.parse(List.of("domain:kiosk.example -> read"));

        assertEquals(Set.of(), grants.scopesFor(List.of("domain:\u212Aiosk.example")));
    }

    @Test
    void anAddressDoesNotGrantByItsDomain() {
        assertEquals(
                Set.of(),
                ScopeGrants.parse(List.of("domain:acme.com -> read")).scopesFor(List.of("email:ann@acme.com")));
    }

    @Test
    void whatIsNoGrantIsRefusedWithItsText() {
        assertRefused("role:a", "is not a grant such as");
        assertRefused("rolle:a -> b", "does not begin with one of role:, client-role:");
        assertRefused("a -> b", "does not begin with one of");
        assertRefused("role: -> b", "names no role after the colon");
        assertRefused("role:a ->", "does not have one or more scopes");
        assertRefused("role:a -> b\"c", "does not have one or more scopes");
        assertRefused("domain:ann@acme.com -> b", "is not one exact domain");
        assertRefused("domain:*.acme.com -> b", "is not one exact domain");
        assertRefused("email:acme.com -> b", "is not one e-mail address");
        assertRefused("email:a@b@c -> b", "is not one e-mail address");
        assertRefused("scope:a b -> b", "is not one scope");
        assertRefused("role:a\u0007 -> b", "control characters");
        assertRefused("subject:42 -> b", "grants scopes by subject, which is not possible");
    }

    private static void assertRefused(String entry, String why) {
        String message =
                String.valueOf(assertThrows(IllegalArgumentException.class, () -> ScopeGrants.parse(List.of(entry)))
                        .getMessage());
        assertTrue(message.startsWith("`" + entry + "` "), message);
        assertTrue(message.contains(why), message);
    }
}
