/** Prints the identity providers that can be found. */
module lookup {
    requires io.mcpidentity;
}
