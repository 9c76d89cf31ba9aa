package io.mcpidentity.config;

/** {@code visible-tools}: which tools the list of a caller who signed in shows. */
public enum ToolVisibility {
    /** Those that the caller's scopes allow. */
    PERMITTED,
    /** Also those whose missing scopes the caller can ask the provider for, so that a client steps up to call them. */
    REQUESTABLE
}
