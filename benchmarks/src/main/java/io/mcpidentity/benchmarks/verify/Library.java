package io.mcpidentity.benchmarks.verify;

import io.mcpidentity.benchmarks.Issuer;
import java.text.ParseException;

/** Who is measured. */
public enum Library {
    /** The bare signature check. */
    RAW_JCA(true),
    /** This project, with a token that it has verified before. */
    MCP_IDENTITY_HOT(true),
    /** This project, with a token that it has never seen. */
    MCP_IDENTITY_COLD(true),
    /** The part of this project that is comparable with a JWT library. */
    MCP_IDENTITY_VERIFIER(true),
    /** Nimbus JOSE + JWT. */
    NIMBUS(false),
    /** Auth0's java-jwt. */
    JAVA_JWT(false),
    /** jjwt. */
    JJWT(true),
    /** jose4j. */
    JOSE4J(true),
    /** Spring Security. */
    SPRING(false);

    private final boolean knowsEdDsa;

    Library(boolean knowsEdDsa) {
        this.knowsEdDsa = knowsEdDsa;
    }

    /** Whether it can check signatures of this algorithm without yet another library. */
    public boolean knows(String algorithm) {
        return knowsEdDsa || !algorithm.equals("EdDSA");
    }

    Contestant contestant(String algorithm, Issuer issuer) throws ParseException {
        return switch (this) {
            case RAW_JCA -> new RawJca(algorithm, issuer);
            case MCP_IDENTITY_HOT -> McpIdentity.hot(issuer);
            case MCP_IDENTITY_COLD -> McpIdentity.cold(issuer);
            case MCP_IDENTITY_VERIFIER -> new McpIdentityVerifier(issuer);
            case NIMBUS -> new Nimbus(algorithm, issuer);
            case JAVA_JWT -> new JavaJwt(algorithm, issuer);
            case JJWT -> new Jjwt(issuer);
            case JOSE4J -> new Jose4j(algorithm, issuer);
            case SPRING -> new Spring(algorithm, issuer);
        };
    }
}
