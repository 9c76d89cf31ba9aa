/** A program that runs the embedded provider. */
module embedded {
    requires io.mcpidentity;
}
