package io.mcpidentity.benchmarks.verify;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mcpidentity.benchmarks.Issuer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** All who are compared do the same work. */
class LibraryTest {

    /** Who checks a part only, as its comment says. */
    private static final Set<Library> PARTS = Set.of(Library.RAW_JCA, Library.MCP_IDENTITY_VERIFIER);

    /** A key takes longer to make than all else. */
    private static final Map<String, Issuer> ISSUERS = new ConcurrentHashMap<>();

    static Stream<Arguments> all() {
        return Stream.of("RS256", "ES256", "EdDSA")
                .flatMap(algorithm -> Stream.of(Library.values())
                        .filter(library -> library.knows(algorithm))
                        .map(library -> Arguments.of(library, algorithm)));
    }

    static Stream<Arguments> wholes() {
        return all().filter(each -> !PARTS.contains((Library) each.get()[0]));
    }

    @ParameterizedTest
    @MethodSource("all")
    void aGoodTokenIsAccepted(Library library, String algorithm) throws Exception {
        Issuer issuer = ISSUERS.computeIfAbsent(algorithm, Issuer::new);
        try (Contestant contestant = library.contestant(algorithm, issuer)) {
            assertNotNull(contestant.verify(SignedToken.of(issuer.token())));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void aChangedSignatureIsRefused(Library library, String algorithm) throws Exception {
        Issuer issuer = ISSUERS.computeIfAbsent(algorithm, Issuer::new);
        assertRefused(library, algorithm, issuer, issuer.forged());
    }

    @ParameterizedTest
    @MethodSource("wholes")
    void anExpiredTokenIsRefused(Library library, String algorithm) throws Exception {
        Issuer issuer = ISSUERS.computeIfAbsent(algorithm, Issuer::new);
        assertRefused(library, algorithm, issuer, issuer.expired());
    }

    @ParameterizedTest
    @MethodSource("wholes")
    void aTokenForAnotherServerIsRefused(Library library, String algorithm) throws Exception {
        Issuer issuer = ISSUERS.computeIfAbsent(algorithm, Issuer::new);
        assertRefused(library, algorithm, issuer, issuer.forAnother());
    }

    @ParameterizedTest
    @MethodSource("wholes")
    void aTokenByAnotherIssuerIsRefused(Library library, String algorithm) throws Exception {
        Issuer issuer = ISSUERS.computeIfAbsent(algorithm, Issuer::new);
        assertRefused(library, algorithm, issuer, issuer.byAnother());
    }

    private static void assertRefused(Library library, String algorithm, Issuer issuer, String token) throws Exception {
        try (Contestant contestant = library.contestant(algorithm, issuer)) {
            SignedToken signed = SignedToken.of(token);
            assertThrows(Exception.class, () -> contestant.verify(signed));
        }
    }
}
