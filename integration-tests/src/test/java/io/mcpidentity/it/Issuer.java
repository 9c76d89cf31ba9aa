package io.mcpidentity.it;

/** An authorization server as the protected server needs to know it. */
interface Issuer {

    /** The issuer identifier. */
    String url();

    /** The lines of the properties file that select it. */
    String properties();
}
