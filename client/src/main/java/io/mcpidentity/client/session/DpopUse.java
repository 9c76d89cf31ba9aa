package io.mcpidentity.client.session;

/** When tokens are bound to a key of the session (RFC 9449). */
public enum DpopUse {
    /** Where the server says that it takes no others. */
    WHEN_REQUIRED,
    /** Always; a token that is not bound is not used. */
    ALWAYS,
    /** Never; a server that wants it is not reached. */
    NEVER
}
