package io.mcpidentity.oidc;

import io.mcpidentity.jose.CompactJws;
import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.JwsHeader;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The headers of genuine tokens, by their encoded form: an issuer signs with few keys, so that nearly all tokens share a
 * header, which need not be read again. Thread-safe and bounded.
 */
final class KnownHeaders {

    private static final int MOST = 64;

    private final Map<String, JwsHeader> known = new ConcurrentHashMap<>();

    /** Reads the header, or finds it. */
    JwsHeader read(String token, int length) throws JoseException {
        JwsHeader header = known.get(token.substring(0, length));
        return header == null ? CompactJws.readHeader(token, length) : header;
    }

    /** Remembers the header of a token whose signature was verified; nobody else can fill this. */
    void remember(String token, JwsHeader header) {
        String encoded = token.substring(0, token.indexOf('.'));
        if (known.containsKey(encoded)) {
            return;
        }
        if (known.size() >= MOST) {
            known.clear();
        }
        known.put(encoded, header);
    }
}
