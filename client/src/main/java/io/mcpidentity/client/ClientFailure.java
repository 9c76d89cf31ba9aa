package io.mcpidentity.client;

/**
 * Why there is no access, by what has to be done about it. No message holds a token, a code, a verifier or a secret.
 */
public abstract sealed class ClientFailure extends Exception
        permits SignInRequired, ConsentDenied, AccessRefused, ProviderUnavailable, ClientMisconfigured {

    private static final long serialVersionUID = 1;

    ClientFailure(String detail) {
        super(detail);
    }
}
