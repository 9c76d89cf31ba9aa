package io.mcpidentity.client.token;

import io.mcpidentity.client.ClientMisconfigured;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a private key from PEM: one block of PKCS #8 without a password (RFC 7468 §10). */
final class PemKey {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final int LONGEST = 32_768;

    private PemKey() {}

    static PrivateKey read(String text) throws ClientMisconfigured {
        String encoded = "";
        Matcher blocks = BLOCK.matcher(text.length() > LONGEST ? "" : text);
        while (blocks.find()) {
            String label = blocks.group(1);
            if (label.equals("PRIVATE KEY") && encoded.isEmpty()) {
                encoded = blocks.group(2).replaceAll("\\s", "");
            } else if (label.endsWith("PRIVATE KEY")) {
                throw new ClientMisconfigured(advice(label));
            }
        }
        if (encoded.isEmpty()) {
            throw new ClientMisconfigured("The client's key is neither a JWK nor PEM with a block PRIVATE KEY");
        }
        return decode(encoded);
    }

    private static String advice(String label) {
        return switch (label) {
            case "PRIVATE KEY" -> "The client's key file has two private keys: leave the one that is meant";
            case "ENCRYPTED PRIVATE KEY" ->
                "The client's key has a password: take it off by openssl pkcs8 -topk8 -nocrypt, and let only the owner"
                        + " read the file";
            default ->
                "The client's key is in an older form (" + label + "): convert it by openssl pkcs8 -topk8 -nocrypt";
        };
    }

    private static PrivateKey decode(String encoded) throws ClientMisconfigured {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException malformed) {
            throw malformed();
        }
        return key("EC", bytes).or(() -> key("RSA", bytes)).orElseThrow(PemKey::malformed);
    }

    private static Optional<PrivateKey> key(String type, byte[] bytes) {
        try {
            return Optional.of(KeyFactory.getInstance(type).generatePrivate(new PKCS8EncodedKeySpec(bytes)));
        } catch (GeneralSecurityException another) {
            return Optional.empty();
        }
    }

    private static ClientMisconfigured malformed() {
        return new ClientMisconfigured("The client's key cannot be read: its PEM holds no EC or RSA key");
    }
}
