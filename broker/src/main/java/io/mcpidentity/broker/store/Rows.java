package io.mcpidentity.broker.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** What rows of the tables mean. */
final class Rows {

    private Rows() {}

    static StoredClient client(ResultSet row) throws SQLException {
        return new StoredClient(
                row.getString("id"),
                Optional.ofNullable(row.getString("name")),
                Words.lines(row.getString("redirect_uris")),
                Words.words(row.getString("grant_types")),
                row.getString("authentication"),
                Optional.ofNullable(row.getString("secret_digest")),
                time(row, "registered_at"));
    }

    static StoredCode code(ResultSet row) throws SQLException {
        return new StoredCode(
                row.getString("digest"),
                row.getString("client_id"),
                row.getString("redirect_uri"),
                row.getString("challenge"),
                row.getString("subject"),
                Words.words(row.getString("scopes")),
                row.getString("resource"),
                time(row, "expires_at"),
                Optional.ofNullable(row.getString("grant_id")));
    }

    static Grant grant(ResultSet row) throws SQLException {
        Instant revokedAt = time(row, "revoked_at");
        boolean revoked = !row.wasNull();
        return new Grant(
                row.getString("id"),
                row.getString("client_id"),
                row.getString("subject"),
                Words.words(row.getString("scopes")),
                row.getString("resource"),
                time(row, "created_at"),
                time(row, "expires_at"),
                row.getInt("generation"),
                time(row, "advanced_at"),
                revoked ? Optional.of(revokedAt) : Optional.empty());
    }

    static BrowserSession session(ResultSet row) throws SQLException {
        return new BrowserSession(
                row.getString("digest"), row.getString("subject"), time(row, "signed_in_at"), time(row, "expires_at"));
    }

    static StoredKey key(ResultSet row) throws SQLException {
        return new StoredKey(
                row.getString("id"),
                row.getString("algorithm"),
                row.getString("public_jwk"),
                row.getString("sealed_private_key"),
                time(row, "created_at"),
                time(row, "expires_at"));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }
}
