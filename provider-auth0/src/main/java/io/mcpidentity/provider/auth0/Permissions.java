package io.mcpidentity.provider.auth0;

/** What becomes of the claim {@code permissions}, which APIs with role-based access control put into tokens. */
enum Permissions {
    /** Nothing, but for grants that name a {@code permission:}. */
    IGNORE,
    /** Each is a scope of the same name, whether the client has asked for it or not. */
    SCOPES
}
