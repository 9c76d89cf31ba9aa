package io.mcpidentity.testkit;

import io.mcpidentity.AccessToken;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A token that is not signed yet: header and claims as a test wants them, right or wrong. Not thread-safe. */
public final class JwtDraft {

    private final TokenMint mint;
    private final Map<String, Object> header = new LinkedHashMap<>();
    private final Map<String, Object> claims = new LinkedHashMap<>();

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

    /** The token, signed by its mint. */
    public AccessToken sign() {
        return signedBy(mint);
    }

    /** The token under its mint's {@code kid}, but signed by another key: a forgery. */
    public AccessToken signedBy(TokenMint other) {
        String input = input();
        return AccessToken.of(input + "." + TokenMint.base64(other.sign(input)));
    }

    /** The token without a signature, as {@code alg: none} (RFC 7519 §6). */
    public AccessToken unsigned() {
        header.put("alg", "none");
        return AccessToken.of(input() + ".");
    }

    /** The token authenticated by HMAC, with the public key as the secret that it is not. */
    public AccessToken signedByPublicKeyAsSecret() {
        header.put("alg", "HS256");
        String input = input();
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(mint.publicKey().getEncoded(), "HmacSHA256"));
            return AccessToken.of(
                    input + "." + TokenMint.base64(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII))));
        } catch (GeneralSecurityException unavailable) {
            throw new IllegalStateException(unavailable);
        }
    }

    /** The token with a signature that is all zeros. */
    public AccessToken signedWithZeros() {
        String input = input();
        return AccessToken.of(input + "." + TokenMint.base64(new byte[mint.sign(input).length]));
    }

    private String input() {
        return part(header) + "." + part(claims);
    }

    private static String part(Map<String, Object> json) {
        return TokenMint.base64(JsonText.of(json).getBytes(StandardCharsets.UTF_8));
    }
}
