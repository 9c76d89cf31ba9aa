package io.mcpidentity.provider.auth0;

/** What the directory can be asked for. */
enum Fact {
    /** Roles of the user, and those within the organization that a token was issued for. */
    ROLES,
    /** Organizations that the user is a member of. */
    ORGANIZATIONS
}
