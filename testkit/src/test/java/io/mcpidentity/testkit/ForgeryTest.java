package io.mcpidentity.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ForgeryTest {

    private final TokenMint mint = TokenMint.rs256();

    private JwtDraft good() {
        return mint.token()
                .claim("iss", "https://issuer.example/realms/acme")
                .claim("aud", IdentityProviderContract.RESOURCE)
                .claim("sub", "alice")
                .claim("exp", 9_999_999_999L);
    }

    @Test
    void everyForgeryDiffersFromTheGoodTokenAndFromAllOthers() {
        AccessToken good = good().sign();
        assertEquals(good, good().sign(), "RS256 signs the same in the same way");
        Set<String> tokens = new HashSet<>();
        for (Forgery forgery : Forgery.all()) {
            AccessToken forged = forgery.forge(good());
            assertNotEquals(good, forged, forgery::toString);
            assertTrue(tokens.add(forged.value()), () -> forgery + " is another one too");
        }
    }

    @Test
    void everyPartHasForgeriesAndEveryForgeryItsNameAndReasons() {
        Set<String> names = new HashSet<>();
        for (Forgery.Part part : Forgery.Part.values()) {
            assertFalse(Forgery.of(part).isEmpty(), part::name);
        }
        for (Forgery forgery : Forgery.all()) {
            assertTrue(names.add(forgery.toString()), forgery::toString);
            assertFalse(forgery.reasons().isEmpty(), forgery::toString);
        }
        assertTrue(names.size() > 150, () -> names.size() + " forgeries");
    }
}
