package io.mcpidentity.auth;

/**
 * A DPoP proof and the request that it has to match (RFC 9449 §4.3).
 *
 * @param jwt the {@code DPoP} header, verbatim
 * @param method the request's HTTP method
 * @param uri the request's URI as clients see it, without query and fragment: from configuration, not from the Host header
 */
public record DpopProof(String jwt, String method, String uri) {

    /** Leaves the proof out. */
    @Override
    public String toString() {
        return "DpopProof[method=" + method + ", uri=" + uri + "]";
    }
}
