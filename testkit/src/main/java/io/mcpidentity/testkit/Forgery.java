package io.mcpidentity.testkit;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A signed token that must never be let in, made of one that is good: every one of them is spoilt in a single way.
 * Immutable and thread-safe.
 *
 * <pre>{@code
 * static List<Forgery> forgeries() {
 *     return Forgery.all();
 * }
 *
 * @ParameterizedTest
 * @MethodSource("forgeries")   // or @MethodSource("io.mcpidentity.testkit.Forgery#all")
 * void noForgeryIsLetIn(Forgery forgery) {
 *     AccessToken token = forgery.forge(issuer.token().claim("aud", RESOURCE));
 *     assertTrue(forgery.reasons().contains(refused(token).reason()));
 * }
 * }</pre>
 *
 * <p>{@link #prepare} first publishes what an issuer should not: without it some of the forgeries are refused for a reason of
 * less interest. {@link SignedTokenContract} runs all of them.
 */
public final class Forgery {

    /** What is spoilt. */
    public enum Part {
        /** The algorithm: none, symmetric, or another one than the key's (RFC 8725 §3.1, §3.2). */
        ALGORITHM,
        /** The key: too short, or brought along by the token itself (RFC 8725 §3.5, §3.10). */
        KEY,
        /** The signature. */
        SIGNATURE,
        /** What the header demands (RFC 7515 §4.1.11). */
        HEADER,
        /** Expiry and the other times (RFC 7519 §4.1). */
        TIME,
        /** The issuer (RFC 9068 §4). */
        ISSUER,
        /** The audience (RFC 8707 §2). */
        AUDIENCE,
        /** The kind of token: ID, refresh and logout tokens, and all that is not an access token (RFC 8725 §3.11). */
        KIND,
        /** Whom the token is bound to, with no proof by them (RFC 9449 §7.1, RFC 8705 §3). */
        BINDING,
        /** The encoding: JSON, base64url, length, encryption (RFC 7515 §2, §4). */
        FORM
    }

    /** Below this path of the issuer is what forgeries point to; nobody may ask for it. */
    public static final String ATTACKER_PATH = "/attacker";

    static final TokenMint WEAK = TokenMint.rs256(1024);
    static final TokenMint RSA_ATTACKER = TokenMint.rs256();
    static final TokenMint EC_ATTACKER = TokenMint.es256();
    static final String PUBLISHED_SECRET_ID = "a-shared-secret";
    static final byte[] PUBLISHED_SECRET =
            "a secret that everybody can read, since it is published".getBytes(StandardCharsets.UTF_8);

    private static final List<Forgery> ALL = Stream.of(
                    ForgedSignatures.all(), ForgedHeaders.all(), ForgedClaims.all(), ForgedForms.all())
            .flatMap(List::stream)
            .toList();

    private final Part part;
    private final String name;
    private final Set<Reason> reasons;
    private final Function<JwtDraft, AccessToken> work;

    private Forgery(Part part, String name, Set<Reason> reasons, Function<JwtDraft, AccessToken> work) {
        this.part = part;
        this.name = name;
        this.reasons = reasons;
        this.work = work;
    }

    static Forgery of(Part part, String name, Reason reason, Function<JwtDraft, AccessToken> work) {
        return new Forgery(part, name, Set.of(reason), work);
    }

    static Forgery of(Part part, String name, Set<Reason> reasons, Function<JwtDraft, AccessToken> work) {
        return new Forgery(part, name, reasons, work);
    }

    /** All of them. */
    public static List<Forgery> all() {
        return ALL;
    }

    /** Those that spoil this part. */
    public static List<Forgery> of(Part part) {
        return ALL.stream().filter(forgery -> forgery.part == part).toList();
    }

    /** Publishes what an issuer should not: an RSA key of 1024 bits and a shared secret. */
    public static void prepare(FakeAuthorizationServer issuer) {
        issuer.publish(WEAK.publicJwk());
        issuer.publish(Map.of(
                "kty", "oct", "kid", PUBLISHED_SECRET_ID, "alg", "HS256", "k", TokenMint.base64(PUBLISHED_SECRET)));
    }

    /** What is spoilt. */
    public Part part() {
        return part;
    }

    /** What is wrong with it, in a few words; unique. */
    public String name() {
        return name;
    }

    /** The reasons for which it may be refused; never for another one. */
    public Set<Reason> reasons() {
        return reasons;
    }

    /** Makes the forgery of a draft of a good token, which is used up. */
    public AccessToken forge(JwtDraft good) {
        return work.apply(good);
    }

    /** Another key of the kind that signs the good token. */
    static TokenMint attacker(JwtDraft good) {
        return good.mint().isElliptic() ? EC_ATTACKER : RSA_ATTACKER;
    }

    /** Part and name. */
    @Override
    public String toString() {
        return part + ": " + name;
    }
}
