package io.mcpidentity;

import java.util.Optional;

/**
 * The {@code cnf} claim: the token works only together with a proof of possession (RFC 7800).
 *
 * @param keyThumbprint {@code jkt}, the SHA-256 thumbprint of the DPoP key (RFC 9449 §6.1); empty for a method that is
 *     not supported, and then the token is refused
 */
public record Confirmation(Optional<String> keyThumbprint) {}
