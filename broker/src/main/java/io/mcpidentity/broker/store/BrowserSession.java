package io.mcpidentity.broker.store;

import java.time.Instant;

/**
 * That somebody is signed in with a browser.
 *
 * @param digest the SHA-256 digest of the cookie in base64url
 * @param subject who
 * @param signedInAt when they gave their password
 * @param expiresAt when they have to give it again
 */
public record BrowserSession(String digest, String subject, Instant signedInAt, Instant expiresAt) {}
