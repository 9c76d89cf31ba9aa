package io.mcpidentity.testkit;

import static io.mcpidentity.Reason.EXPIRED;
import static io.mcpidentity.Reason.ISSUED_IN_FUTURE;
import static io.mcpidentity.Reason.LIFETIME_TOO_LONG;
import static io.mcpidentity.Reason.MALFORMED;
import static io.mcpidentity.Reason.MISSING_AUDIENCE;
import static io.mcpidentity.Reason.MISSING_EXPIRY;
import static io.mcpidentity.Reason.NOT_YET_VALID;
import static io.mcpidentity.Reason.PROOF_REQUIRED;
import static io.mcpidentity.Reason.UNSUPPORTED_BINDING;
import static io.mcpidentity.Reason.WRONG_AUDIENCE;
import static io.mcpidentity.Reason.WRONG_ISSUER;

import io.mcpidentity.Reason;
import io.mcpidentity.testkit.Forgery.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;

/** Forgeries of times, issuer, audience and binding. */
final class ForgedClaims {

    private static final long FAR = Duration.ofDays(400).toSeconds();

    private final List<Forgery> all = new ArrayList<>();

    private ForgedClaims() {
        times();
        issuers();
        audiences();
        bindings();
    }

    static List<Forgery> all() {
        return List.copyOf(new ForgedClaims().all);
    }

    private void add(Part part, String name, Reason reason, UnaryOperator<JwtDraft> change) {
        all.add(Forgery.of(part, name, reason, good -> change.apply(good).sign()));
    }

    private void time(String name, Reason reason, String claim, LongUnaryOperator fromNow) {
        add(
                Part.TIME,
                name,
                reason,
                draft -> draft.claim(claim, fromNow.applyAsLong(Instant.now().getEpochSecond())));
    }

    private void expiry(String name, Reason reason, String json) {
        add(Part.TIME, name, reason, draft -> draft.without("exp").morePayload("\"exp\":" + json));
    }

    private void times() {
        add(Part.TIME, "no exp", MISSING_EXPIRY, draft -> draft.without("exp"));
        expiry("exp is null", MISSING_EXPIRY, "null");
        time("expired an hour ago", EXPIRED, "exp", now -> now - 3600);
        time("expired 61 seconds ago", EXPIRED, "exp", now -> now - 61);
        time("exp 0", EXPIRED, "exp", now -> 0);
        time("exp -1", EXPIRED, "exp", now -> -1);
        time("the least exp", EXPIRED, "exp", now -> Long.MIN_VALUE);
        time("exp in 400 days", LIFETIME_TOO_LONG, "exp", now -> now + FAR);
        time("exp in milliseconds", LIFETIME_TOO_LONG, "exp", now -> now * 1000);
        time("the largest exp", LIFETIME_TOO_LONG, "exp", now -> Long.MAX_VALUE);
        expiry("exp 1e300", LIFETIME_TOO_LONG, "1e300");
        expiry("exp 1e400", MALFORMED, "1e400");
        expiry("exp of 200 digits", MALFORMED, "9".repeat(200));
        expiry("exp is not a number", MALFORMED, "NaN");
        expiry("exp as text", MALFORMED, "\"9999999999\"");
        expiry("exp in a list", MALFORMED, "[9999999999]");
        time("valid in two minutes", NOT_YET_VALID, "nbf", now -> now + 120);
        time("the largest nbf", NOT_YET_VALID, "nbf", now -> Long.MAX_VALUE);
        time("issued in two minutes", ISSUED_IN_FUTURE, "iat", now -> now + 120);
    }

    private void issuer(String name, Reason reason, Function<String, Object> other) {
        add(
                Part.ISSUER,
                name,
                reason,
                draft -> draft.claim(
                        "iss", other.apply(draft.claimed("iss").orElse("").toString())));
    }

    private void issuers() {
        add(Part.ISSUER, "no issuer", WRONG_ISSUER, draft -> draft.without("iss"));
        issuer("an empty issuer", WRONG_ISSUER, iss -> "");
        issuer("a list of issuers", MALFORMED, List::of);
        issuer("another issuer", WRONG_ISSUER, iss -> "https://issuer.example");
        for (String more : List.of("/", ".evil.example", "x", "?a=b", "#", " ", "\u200b", "\u0000", "/../x", "%2e")) {
            issuer("an issuer followed by " + JsonText.of(more), WRONG_ISSUER, iss -> iss + more);
        }
        issuer("an issuer without its last character", WRONG_ISSUER, iss -> iss.substring(0, iss.length() - 1));
        issuer("an issuer with its scheme in upper case", WRONG_ISSUER, iss -> iss.replaceFirst("^http", "HTTP"));
        issuer("an issuer with a user before its host", WRONG_ISSUER, iss -> iss.replaceFirst("://", "://evil@"));
        issuer("an issuer with its last character encoded", WRONG_ISSUER, iss -> {
            int last = iss.length() - 1;
            return iss.substring(0, last) + String.format("%%%02X", (int) iss.charAt(last));
        });
        issuer("an issuer with a Cyrillic letter", WRONG_ISSUER, iss -> iss.replaceFirst("t", "\u0442"));
        issuer(
                "an issuer with a line break that forges a line of the log",
                WRONG_ISSUER,
                iss -> iss + "\r\nSEVERE a line that a token forged");
    }

    private static String audience(JwtDraft draft) {
        Object claimed = draft.claimed("aud").orElse("");
        return claimed instanceof Collection<?> several
                ? String.valueOf(several.iterator().next())
                : claimed.toString();
    }

    private void audience(String name, Reason reason, Function<String, Object> other) {
        add(Part.AUDIENCE, name, reason, draft -> draft.claim("aud", other.apply(audience(draft))));
    }

    private void audiences() {
        add(Part.AUDIENCE, "no audience", MISSING_AUDIENCE, draft -> draft.without("aud"));
        audience("an empty list of audiences", MISSING_AUDIENCE, aud -> List.of());
        audience("an empty audience", WRONG_AUDIENCE, aud -> "");
        audience("a number for an audience", MALFORMED, aud -> 1);
        audience("an object for an audience", MALFORMED, aud -> Map.of("resource", aud));
        audience("another audience", WRONG_AUDIENCE, aud -> "https://other.example/mcp");
        audience("a client for an audience", WRONG_AUDIENCE, aud -> "a-client");
        audience("an asterisk for an audience", WRONG_AUDIENCE, aud -> "*");
        for (String more : List.of("/", "/x", "?", " ", "#", ".evil.example", "\u200b")) {
            audience("an audience followed by " + JsonText.of(more), WRONG_AUDIENCE, aud -> aud + more);
        }
        audience("an audience without its last character", WRONG_AUDIENCE, aud -> aud.substring(0, aud.length() - 1));
        audience("an audience without its path", WRONG_AUDIENCE, aud -> aud.replaceFirst("(://[^/]+)/.*", "$1") + "?");
        audience("an audience in upper case", WRONG_AUDIENCE, aud -> aud.toUpperCase(Locale.ROOT));
        audience(
                "an audience with the other scheme",
                WRONG_AUDIENCE,
                aud -> aud.startsWith("https:") ? aud.replace("https:", "http:") : aud.replace("http:", "https:"));
        audience(
                "an audience with a Cyrillic letter",
                WRONG_AUDIENCE,
                aud -> aud.replaceFirst("c", "\u0441") + "\u0441");
        audience("several other audiences", WRONG_AUDIENCE, aud -> List.of("https://other.example/mcp", aud + "/"));
        audience("audiences with a blank between them", WRONG_AUDIENCE, aud -> "https://other.example " + aud);
    }

    private void bindings() {
        String digest = TokenMint.sha256("a certificate");
        binding("a key, without a proof", PROOF_REQUIRED, Map.of("jkt", Forgery.EC_ATTACKER.thumbprint()));
        binding("a certificate", UNSUPPORTED_BINDING, Map.of("x5t#S256", digest));
        binding(
                "a certificate and a key",
                UNSUPPORTED_BINDING,
                Map.of("x5t#S256", digest, "jkt", Forgery.EC_ATTACKER.thumbprint()));
        binding("an empty thumbprint", UNSUPPORTED_BINDING, Map.of("jkt", ""));
        binding("a whole key", UNSUPPORTED_BINDING, Map.of("jwk", Forgery.EC_ATTACKER.publicJwk()));
        binding("what is no confirmation", MALFORMED, "jkt");
    }

    private void binding(String name, Reason reason, Object confirmation) {
        add(Part.BINDING, "bound to " + name, reason, draft -> draft.claim("cnf", confirmation));
    }
}
