package io.mcpidentity.client.session;

/** How tokens are got. */
public enum GrantType {
    /** A person signs in (RFC 6749 §4.1). */
    AUTHORIZATION_CODE,
    /** The program itself is the user (RFC 6749 §4.4). */
    CLIENT_CREDENTIALS,
    /** The platform that the program runs on says what it is: workload identity (RFC 7523 §2.1). */
    JWT_BEARER,
    /** A company's identity provider lets its user in, who is signed in there already: ID-JAG. */
    ID_JAG;

    boolean needsPerson() {
        return this == AUTHORIZATION_CODE;
    }
}
