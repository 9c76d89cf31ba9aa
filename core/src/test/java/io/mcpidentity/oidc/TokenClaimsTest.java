package io.mcpidentity.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mcpidentity.Confirmation;
import io.mcpidentity.Reason;
import io.mcpidentity.Requirement;
import io.mcpidentity.TokenBinding;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenClaimsTest {

    @Test
    @Requirement("RFC 7519 §4.1.3")
    void theAudienceIsOneTextOrAList() throws JoseException {
        assertEquals(
                new TokenBinding.ToResource(Set.of("a b")),
                read("{\"aud\":\"a b\"}").binding());
        assertEquals(
                new TokenBinding.ToResource(Set.of("a", "b")),
                read("{\"aud\":[\"a\",\"b\",\"a\"]}").binding());
        assertEquals(new TokenBinding.ToResource(Set.of()), read("{}").binding());
        assertEquals(new TokenBinding.ToResource(Set.of()), read("{\"aud\":[]}").binding());
    }

    @Test
    @Requirement("RFC 9068 §2.2.3")
    void scopesStandInScopeOrScpAsTextOrList() throws JoseException {
        assertEquals(Set.of("a", "b"), read("{\"scope\":\" a  b \"}").scopes());
        assertEquals(Set.of("a", "b"), read("{\"scope\":[\"a\",\"b\"]}").scopes());
        assertEquals(Set.of("a", "b"), read("{\"scp\":\"a b\"}").scopes());
        assertEquals(Set.of("a", "b"), read("{\"scp\":[\"a\"],\"scope\":\"b\"}").scopes());
        assertEquals(Set.of(), read("{\"scope\":\"\"}").scopes());
    }

    @Test
    @Requirement("RFC 9068 §2.2")
    void theClientStandsUnderItsNames() throws JoseException {
        assertEquals(
                Optional.of("a"), read("{\"client_id\":\"a\",\"azp\":\"b\"}").clientId());
        assertEquals(Optional.of("b"), read("{\"azp\":\"b\"}").clientId());
        assertEquals(Optional.of("c"), read("{\"cid\":\"c\"}").clientId());
        assertEquals(Optional.of("d"), read("{\"appid\":\"d\"}").clientId());
        assertEquals(Optional.empty(), read("{\"azp\":\"\"}").clientId());
    }

    @Test
    @Requirement("RFC 7519 §2")
    void timesMayHaveFractions() throws JoseException {
        assertEquals(
                Optional.of(Instant.ofEpochSecond(1000, 500_000_000)),
                read("{\"exp\":1000.5}").expiresAt());
        assertEquals(
                Optional.of(Instant.ofEpochSecond(-2, 500_000_000)),
                read("{\"nbf\":-1.5}").notBefore());
        assertEquals(
                Optional.of(Instant.ofEpochSecond(1000)), read("{\"iat\":1e3}").issuedAt());
    }

    @Test
    void absurdTimesBecomeTheEndsOfTheRange() throws JoseException {
        Instant last = Instant.parse("9999-12-31T23:59:59Z");
        Instant first = Instant.parse("0001-01-01T00:00:00Z");

        assertEquals(Optional.of(last), read("{\"exp\":9223372036854775807}").expiresAt());
        assertEquals(Optional.of(last), read("{\"exp\":1e300}").expiresAt());
        assertEquals(
                Optional.of(last), read("{\"exp\":99999999999999999999999999}").expiresAt());
        assertEquals(Optional.of(first), read("{\"exp\":-9223372036854775808}").expiresAt());
        assertEquals(Optional.of(first), read("{\"exp\":-1e300}").expiresAt());
    }

    @Test
    @Requirement("RFC 9449 §6.1")
    void onlyADpopKeyIsASupportedConfirmation() throws JoseException {
        assertEquals(
                Optional.of(new Confirmation(Optional.of("t"))),
                read("{\"cnf\":{\"jkt\":\"t\"}}").confirmation());
        for (String other : new String[] {
            "{}", "{\"x5t#S256\":\"t\"}", "{\"jkt\":\"t\",\"x5t#S256\":\"t\"}", "{\"jkt\":7}", "{\"jkt\":\"\"}"
        }) {
            assertEquals(
                    Optional.of(new Confirmation(Optional.empty())),
                    read("{\"cnf\":" + other + "}").confirmation(),
                    other);
        }
        assertEquals(Optional.empty(), read("{}").confirmation());
    }

    @ParameterizedTest
    @Requirement("RFC 7800 §3.1")
    @ValueSource(strings = {"jwk", "jwe", "kid", "jku", "x5t#S256", "osc"})
    void aConfirmationOfAnotherKindBesideTheDpopKeyIsUnsupported(String other) throws JoseException {
        assertEquals(
                Optional.of(new Confirmation(Optional.empty())),
                read("{\"cnf\":{\"jkt\":\"t\",\"" + other + "\":\"t\"}}").confirmation());
    }

    @Test
    @Requirement("RFC 7800 §3.1")
    void whatIsNoConfirmationMethodIsIgnored() throws JoseException {
        assertEquals(
                Optional.of(new Confirmation(Optional.of("t"))),
                read("{\"cnf\":{\"jkt\":\"t\",\"kc-jkt-type\":\"DPoP\"}}").confirmation());
        assertEquals(
                Optional.of(new Confirmation(Optional.empty())),
                read("{\"cnf\":{\"kc-jkt-type\":\"DPoP\"}}").confirmation());
    }

    @Test
    void emptySubjectsCountAsMissing() throws JoseException {
        assertEquals(Optional.empty(), read("{\"sub\":\"\"}").subject());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"aud\":7}",
                "{\"aud\":[\"a\",7]}",
                "{\"aud\":{\"a\":1}}",
                "{\"scope\":true}",
                "{\"scope\":[[\"a\"]]}",
                "{\"exp\":\"1795435200\"}",
                "{\"exp\":[1]}",
                "{\"nbf\":{}}",
                "{\"iat\":true}",
                "{\"sub\":7}",
                "{\"jti\":{}}",
                "{\"azp\":1}",
                "{\"cnf\":\"jkt\"}"
            })
    void wrongTypesAreRefused(String claims) {
        assertEquals(
                Reason.MALFORMED,
                assertThrows(JoseException.class, () -> read(claims)).reason());
    }

    private static VerifiedToken read(String claims) throws JoseException {
        return TokenClaims.translate("https://issuer.example", Json.object(claims), false);
    }
}
