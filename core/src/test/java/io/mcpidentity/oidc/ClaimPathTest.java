package io.mcpidentity.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClaimPathTest {

    @Test
    void membersOfMembersAreFound() {
        assertEquals(
                Set.of("writer"),
                names("realm_access/roles", Map.of("realm_access", Map.of("roles", List.of("writer")))));
    }

    @Test
    void aClaimWhoseNameIsAUrlIsFound() {
        assertEquals(
                Set.of("writer"),
                names("https://acme.example/roles", Map.of("https://acme.example/roles", List.of("writer"))));
    }

    @Test
    void membersOfAClaimWhoseNameIsAUrlAreFound() {
        assertEquals(
                Set.of("writer"),
                names(
                        "https://acme.example/app/authorization/roles",
                        Map.of(
                                "https://acme.example/app",
                                Map.of("authorization", Map.of("roles", List.of("writer")), "roles", List.of("no")))));
    }

    @Test
    void aWholeNameGoesBeforeAPath() {
        assertEquals(
                Set.of("whole"), names("a/b", Map.of("a/b", List.of("whole"), "a", Map.of("b", List.of("member")))));
    }

    @Test
    void aLongerNameGoesBeforeAShorterOne() {
        assertEquals(
                Set.of("long"),
                names("a/b/c", Map.of("a/b", Map.of("c", "long"), "a", Map.of("b", Map.of("c", "short")))));
    }

    @Test
    void whatIsNotThereHasNoNames() {
        assertEquals(Set.of(), names("a/b", Map.of("a", List.of("b"))));
        assertEquals(Set.of(), names("a/b", Map.of("a", Map.of("c", "d"))));
        assertEquals(Set.of(), names("roles", Map.of("roles", 7L)));
    }

    private static Set<String> names(String path, Map<String, Object> claims) {
        return new ClaimPath(path).names(claims);
    }
}
