package io.mcpidentity.server;

import java.util.List;

/** The algorithms of DPoP proofs that are announced (RFC 9449 §7.1, RFC 9728 §2); all of them are asymmetric. */
final class DpopAlgorithms {

    static final List<String> NAMES = List.of(
            "ES256", "ES384", "ES512", "EdDSA", "Ed25519", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512");

    private DpopAlgorithms() {}
}
