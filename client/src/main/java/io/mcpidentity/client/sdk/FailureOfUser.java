package io.mcpidentity.client.sdk;

import io.mcpidentity.client.ClientFailure;

/**
 * A failure and whose it is. Calls that wait for one another in a shared client get each other's exceptions, and the URL of
 * one user's sign-in is nothing for another: so the failure is no {@linkplain #getCause cause} that anybody could find.
 */
final class FailureOfUser extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String user;
    private final ClientFailure failure;

    FailureOfUser(String user, ClientFailure failure) {
        super(failure.getMessage());
        this.user = user;
        this.failure = failure;
    }

    boolean isOf(String other) {
        return user.equals(other);
    }

    ClientFailure failure() {
        return failure;
    }
}
