package io.mcpidentity.testkit;

import io.mcpidentity.AccessToken;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A token that is not signed yet: header and claims as a test wants them, right or wrong. Not thread-safe.
 *
 * <p>{@link Forgery} has the bad tokens that every server must refuse.
 */
public final class JwtDraft {

    private final TokenMint mint;
    private final Map<String, Object> header = new LinkedHashMap<>();
    private final Map<String, Object> claims = new LinkedHashMap<>();
    private String moreHeader = "";
    private String morePayload = "";

    JwtDraft(TokenMint mint) {
        this.mint = mint;
        header.put("alg", mint.algorithm());
        header.put("kid", mint.keyId());
        header.put("typ", "at+jwt");
    }

    /** Sets a header parameter. */
    public JwtDraft header(String name, Object value) {
        header.put(name, value);
        return this;
    }

    /** Leaves a header parameter out. */
    public JwtDraft withoutHeader(String name) {
        header.remove(name);
        return this;
    }

    /** Sets a claim: a string, number, boolean, collection or map. */
    public JwtDraft claim(String name, Object value) {
        claims.put(name, value);
        return this;
    }

    /** Leaves a claim out. */
    public JwtDraft without(String name) {
        claims.remove(name);
        return this;
    }

    /** Writes these characters before the last brace of the header: a member that JSON does not have, or has twice. */
    public JwtDraft moreHeader(String json) {
        moreHeader = json;
        return this;
    }

    /** Writes these characters before the last brace of the payload. */
    public JwtDraft morePayload(String json) {
        morePayload = json;
        return this;
    }

    /** A claim as it was set. */
    public Optional<Object> claimed(String name) {
        return Optional.ofNullable(claims.get(name));
    }

    /** The mint that signs it. */
    public TokenMint mint() {
        return mint;
    }

    /** The token, signed by its mint. */
    public AccessToken sign() {
        return signedBy(mint);
    }

    /** The token under its mint's {@code kid}, but signed by another key: a forgery. */
    public AccessToken signedBy(TokenMint other) {
        return withSignature(other.sign(input()));
    }

    /** The token without a signature, as {@code alg: none} (RFC 7519 §6). */
    public AccessToken unsigned() {
        header.put("alg", "none");
        return AccessToken.of(input() + ".");
    }

    /** The token authenticated by HMAC, with the public key as the secret that it is not. */
    public AccessToken signedByPublicKeyAsSecret() {
        return authenticatedBy("HS256", mint.publicKey().getEncoded());
    }

    /** The token authenticated by {@code HS256}, {@code HS384} or {@code HS512} with this secret (RFC 7518 §3.2). */
    public AccessToken authenticatedBy(String algorithm, byte[] secret) {
        header.put("alg", algorithm);
        try {
            Mac mac = Mac.getInstance(algorithm.replace("HS", "HmacSHA"));
            mac.init(new SecretKeySpec(secret, "HMAC"));
            return withSignature(mac.doFinal(input().getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException unavailable) {
            throw new IllegalStateException(unavailable);
        }
    }

    /** The token with a signature that is all zeros. */
    public AccessToken signedWithZeros() {
        return withSignature(new byte[signature().length]);
    }

    /** The token with these bytes as its signature. */
    public AccessToken withSignature(byte[] signature) {
        return AccessToken.of(input() + "." + TokenMint.base64(signature));
    }

    /** The signature by its mint. */
    byte[] signature() {
        return mint.sign(input());
    }

    /** What is signed. */
    String input() {
        return part(header, moreHeader) + "." + part(claims, morePayload);
    }

    private static String part(Map<String, Object> json, String more) {
        String text = JsonText.of(json);
        String whole = more.isEmpty() ? text : text.substring(0, text.length() - 1) + "," + more + "}";
        return TokenMint.base64(whole.getBytes(StandardCharsets.UTF_8));
    }
}
