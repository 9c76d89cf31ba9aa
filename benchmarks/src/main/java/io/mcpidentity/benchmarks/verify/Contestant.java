package io.mcpidentity.benchmarks.verify;

/**
 * Checks a token in its own way: signature, issuer, audience and expiry with a minute of grace, with the key already
 * loaded. Each one's own comment says what it checks besides. Thread-safe.
 */
interface Contestant extends AutoCloseable {

    /**
     * What it makes of the token.
     *
     * @throws Exception if the token is not accepted
     */
    Object verify(SignedToken token) throws Exception;

    @Override
    default void close() {}
}
