package io.mcpidentity.client.token;

/** What a client proves itself with at the token endpoint; a secret, so that no {@code toString} shows it. Immutable. */
public sealed interface ClientAuth {

    /** The method by its registered name. */
    AuthMethod method();

    /** Nothing: a public client. */
    record None() implements ClientAuth {
        @Override
        public AuthMethod method() {
            return AuthMethod.NONE;
        }
    }

    /**
     * A secret that travels in the form.
     *
     * @param secret {@code client_secret}
     */
    record Post(String secret) implements ClientAuth {
        @Override
        public AuthMethod method() {
            return AuthMethod.POST;
        }

        @Override
        public String toString() {
            return "Post[redacted]";
        }
    }

    /**
     * A secret that travels in the {@code Authorization} header.
     *
     * @param secret {@code client_secret}
     */
    record Basic(String secret) implements ClientAuth {
        @Override
        public AuthMethod method() {
            return AuthMethod.BASIC;
        }

        @Override
        public String toString() {
            return "Basic[redacted]";
        }
    }

    /**
     * A key that never travels.
     *
     * @param signer signs the assertions
     */
    record PrivateKeyJwt(JwsSigner signer) implements ClientAuth {
        @Override
        public AuthMethod method() {
            return AuthMethod.PRIVATE_KEY_JWT;
        }
    }
}
