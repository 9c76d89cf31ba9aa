package io.mcpidentity.client.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.mcpidentity.AccessToken;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.Json;
import io.mcpidentity.spi.HttpTransport.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A session's key, to which its tokens are bound, and the nonces that servers gave for it (RFC 9449). Thread-safe; the key is
 * part of no {@link #toString()}.
 */
public final class DpopKey {

    private static final int MOST_ORIGINS = 32;
    private static final Pattern NONCE = Pattern.compile("[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,1024}");

    private final ECKey jwk;
    private final JwsSigner signer;
    private final Map<String, Object> header;
    private final String thumbprint;
    private final InstantSource clock;
    private final Map<String, String> nonces = new ConcurrentHashMap<>();

    private DpopKey(ECKey jwk, InstantSource clock) throws ClientMisconfigured, JOSEException {
        this.jwk = jwk;
        this.clock = clock;
        signer = JwsSigner.of(jwk);
        header = Map.of(
                "typ", "dpop+jwt", "jwk", new LinkedHashMap<>(jwk.toPublicJWK().toJSONObject()));
        thumbprint = jwk.computeThumbprint().toString();
    }

    /** A new key on P-256. */
    public static DpopKey generate(InstantSource clock) {
        try {
            return new DpopKey(new ECKeyGenerator(Curve.P_256).generate(), clock);
        } catch (JOSEException | ClientMisconfigured absent) {
            throw new IllegalStateException(absent);
        }
    }

    /** The key that was kept as this text; empty if it is none. The nonces begin anew. */
    public static Optional<DpopKey> parse(String text, InstantSource clock) {
        try {
            return Optional.of(new DpopKey(ECKey.parse(Json.object(text)), clock));
        } catch (ParseException | JoseException | JOSEException | ClientMisconfigured | RuntimeException unusable) {
            return Optional.empty();
        }
    }

    /** The private key as a JWK (RFC 7517), to be kept where tokens are: whoever has both can use the tokens. */
    public String text() {
        return Json.text(jwk.toJSONObject());
    }

    /** The SHA-256 thumbprint of the public key (RFC 7638), as in {@code dpop_jkt} (RFC 9449 §10). */
    public String thumbprint() {
        return thumbprint;
    }

    /** A new proof for a request without an access token (RFC 9449 §4.2): one to a token endpoint. */
    public String proof(String method, URI uri) {
        return signer.sign(header, claims(method, uri));
    }

    /** A new proof for a request with this access token (RFC 9449 §7.1). */
    public String proof(String method, URI uri, AccessToken token) {
        Map<String, Object> claims = claims(method, uri);
        claims.put("ath", digest(token.value()));
        return signer.sign(header, claims);
    }

    private Map<String, Object> claims(String method, URI uri) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("htm", method);
        claims.put("htu", target(uri));
        claims.put("iat", clock.instant().getEpochSecond());
        String nonce = nonces.get(origin(uri));
        if (nonce != null) {
            claims.put("nonce", nonce);
        }
        return claims;
    }

    /**
     * Remembers the nonce that an answer brings, for all later proofs to the same origin (RFC 9449 §8.2).
     *
     * @param uri what was asked
     * @return whether there was one
     */
    public boolean remember(URI uri, Response answer) {
        return remember(uri, answer.headers().getOrDefault("dpop-nonce", List.of()));
    }

    /**
     * Remembers the nonce in these values of {@code DPoP-Nonce}; several at once, or one that is malformed, are none.
     *
     * @param uri what was asked
     * @return whether there was one
     */
    public boolean remember(URI uri, List<String> values) {
        if (values.size() != 1 || !NONCE.matcher(values.get(0)).matches()) {
            return false;
        }
        String origin = origin(uri);
        if (nonces.size() >= MOST_ORIGINS && !nonces.containsKey(origin)) {
            nonces.clear();
        }
        nonces.put(origin, values.get(0));
        return true;
    }

    /**
     * {@code htu}: without query and fragment (RFC 9449 §4.2), without whoever would stand before the host, and in normal form,
     * for servers that compare it as it is (§4.3).
     */
    private static String target(URI uri) {
        String path = String.valueOf(uri.getRawPath());
        return origin(uri) + (path.isEmpty() ? "/" : path);
    }

    /** Scheme and host in lower case, and the port where it is not the scheme's own (RFC 3986 §6.2). */
    private static String origin(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        int usual = scheme.equals("https") ? 443 : 80;
        String port = uri.getPort() < 0 || uri.getPort() == usual ? "" : ":" + uri.getPort();
        return scheme + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + port;
    }

    private static String digest(String token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }

    /** Names the public key's thumbprint only. */
    @Override
    public String toString() {
        return "DpopKey[" + thumbprint + "]";
    }
}
