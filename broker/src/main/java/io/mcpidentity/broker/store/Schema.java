package io.mcpidentity.broker.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables. Times are milliseconds since the epoch; scopes and grant types are separated by spaces, redirect URIs by
 * line breaks.
 */
final class Schema {

    /** The version of the tables that this code works with. */
    static final int VERSION = 1;

    private static final List<String> TABLES = List.of(
            """
            CREATE TABLE client (
                id TEXT NOT NULL PRIMARY KEY,
                name TEXT,
                redirect_uris TEXT NOT NULL,
                grant_types TEXT NOT NULL,
                authentication TEXT NOT NULL,
                secret_digest TEXT,
                registered_at BIGINT NOT NULL,
                used_at BIGINT NOT NULL)""",
            """
            CREATE TABLE code (
                digest TEXT NOT NULL PRIMARY KEY,
                client_id TEXT NOT NULL,
                redirect_uri TEXT NOT NULL,
                challenge TEXT NOT NULL,
                subject TEXT NOT NULL,
                scopes TEXT NOT NULL,
                resource TEXT NOT NULL,
                expires_at BIGINT NOT NULL,
                grant_id TEXT)""",
            """
            CREATE TABLE client_grant (
                id TEXT NOT NULL PRIMARY KEY,
                client_id TEXT NOT NULL,
                subject TEXT NOT NULL,
                scopes TEXT NOT NULL,
                resource TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL,
                generation INTEGER NOT NULL,
                advanced_at BIGINT NOT NULL,
                revoked_at BIGINT)""",
            """
            CREATE TABLE browser_session (
                digest TEXT NOT NULL PRIMARY KEY,
                subject TEXT NOT NULL,
                signed_in_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL)""",
            """
            CREATE TABLE signing_key (
                id TEXT NOT NULL PRIMARY KEY,
                algorithm TEXT NOT NULL,
                public_jwk TEXT NOT NULL,
                sealed_private_key TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL)""",
            "CREATE INDEX code_expires_at ON code (expires_at)",
            "CREATE INDEX code_client_id ON code (client_id)",
            "CREATE INDEX client_grant_expires_at ON client_grant (expires_at)",
            "CREATE INDEX client_grant_client_id ON client_grant (client_id)",
            "CREATE INDEX browser_session_expires_at ON browser_session (expires_at)");

    private Schema() {}

    /** Makes the tables where there are none; within a transaction. */
    static void prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int version = version(statement);
            if (version > VERSION) {
                throw new StoreException("The store has tables of version " + version
                        + ", made by a newer release; this" + " one knows version " + VERSION
                        + ": run the newer release, or name another directory");
            }
            if (version == 0) {
                for (String table : TABLES) {
                    statement.executeUpdate(table);
                }
                statement.executeUpdate("PRAGMA user_version = " + VERSION);
            }
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("PRAGMA user_version")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }
}
