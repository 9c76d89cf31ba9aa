package io.mcpidentity.client.session;

/** How a program can be a client of an authorization server (MCP 2026-07-28, Client Registration). */
public enum RegistrationWay {
    /** An administrator has registered it. */
    GIVEN,
    /** Its own document says who it is (Client ID Metadata Document). */
    CIMD,
    /** It registers by itself (RFC 7591). */
    DCR
}
