package io.mcpidentity.testkit;

import io.mcpidentity.testkit.EmulatedServer.Answer;
import io.mcpidentity.testkit.EmulatedServer.Request;
import io.mcpidentity.testkit.GoogleEmulation.Account;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keys of service accounts, and the tokens that they are exchanged for (RFC 7523 §2.1). Thread-safe. */
final class GoogleServiceAccounts {

    /** What Google's own libraries write there, wherever they send it. */
    private static final String AUDIENCE = "https://oauth2.googleapis.com/token";

    private final GoogleEmulation google;
    private final GoogleTokens tokens;
    private final Map<String, PublicKey> keys = new ConcurrentHashMap<>();
    private final Set<String> delegates = ConcurrentHashMap.newKeySet();

    GoogleServiceAccounts(GoogleEmulation google, GoogleTokens tokens) {
        this.google = google;
        this.tokens = tokens;
    }

    /** A numeric identifier that is always the same for an address. */
    static String id(String email) {
        return "1000000000" + Integer.toUnsignedString(email.hashCode());
    }

    void delegate(String email) {
        delegates.add(email);
    }

    String key(String email) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair pair = generator.generateKeyPair();
            keys.put(email, pair.getPublic());
            Map<String, Object> key = new LinkedHashMap<>();
            key.put("type", "service_account");
            key.put("project_id", "emulated");
            key.put("private_key_id", tokens.random(20));
            key.put(
                    "private_key",
                    "-----BEGIN PRIVATE KEY-----\n"
                            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                    .encodeToString(pair.getPrivate().getEncoded())
                            + "\n-----END PRIVATE KEY-----\n");
            key.put("client_email", email);
            key.put("client_id", id(email));
            key.put("token_uri", google.url() + "/token");
            return JsonText.of(key);
        } catch (GeneralSecurityException unavailable) {
            throw new IllegalStateException(unavailable);
        }
    }

    Answer exchange(Request request) {
        String[] parts = request.field("assertion").orElse("").split("\\.", -1);
        if (!request.field("grant_type").equals(Optional.of("urn:ietf:params:oauth:grant-type:jwt-bearer"))
                || parts.length != 3) {
            return refused(400, "invalid_grant");
        }
        Map<String, Object> claims = JsonText.read(Base64.getUrlDecoder().decode(parts[1]));
        PublicKey key = keys.get(String.valueOf(claims.get("iss")));
        long now = tokens.now();
        boolean isGenuine = key != null
                && verify(key, parts[0] + "." + parts[1], Base64.getUrlDecoder().decode(parts[2]))
                && AUDIENCE.equals(claims.get("aud"))
                && claims.get("exp") instanceof Long expiry
                && expiry > now
                && claims.get("iat") instanceof Long issued
                && issued <= now + 60;
        if (!isGenuine) {
            return refused(400, "invalid_grant");
        }
        Object subject = claims.get("sub");
        if (subject != null && !delegates.contains(subject)) {
            return refused(401, "unauthorized_client");
        }
        Account account = Account.personal(String.valueOf(subject == null ? claims.get("iss") : subject));
        String scope = String.valueOf(claims.getOrDefault("scope", ""));
        String id = id(String.valueOf(claims.get("iss")));
        return Answer.json(Map.of(
                "access_token",
                tokens.issueToService(new GoogleTokens.Grant(account, id, id, Set.of(scope.split(" ")))),
                "expires_in",
                GoogleTokens.LIFETIME,
                "token_type",
                "Bearer"));
    }

    private static Answer refused(int status, String error) {
        return Answer.json(status, Map.of("error", error));
    }

    private static boolean verify(PublicKey key, String signed, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("SHA256withRSA");
            verifier.initVerify(key);
            verifier.update(signed.getBytes(StandardCharsets.US_ASCII));
            return verifier.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }
}
