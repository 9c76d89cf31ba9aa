package io.mcpidentity.provider.keycloak;

/** When Keycloak is asked about a token (RFC 7662). */
enum Introspection {
    /** About none. */
    NEVER,
    /** About tokens that are not signed. */
    OPAQUE,
    /** Also about signed ones that leave out what the server has to know. */
    LIGHTWEIGHT,
    /** About every token, so that a session that has ended ends at once. */
    ALWAYS
}
