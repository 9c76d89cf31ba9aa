package io.mcpidentity.broker.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A store in an SQLite database: a file, or memory. Thread-safe; several processes may use one file.
 *
 * <p>What has returned survives the end of the process and of the machine's power. Times are kept to the millisecond. A
 * database that does not work throws {@link StoreException}.
 */
public final class JdbcStore implements Store {

    private final Database database;

    private JdbcStore(Database database) {
        this.database = database;
    }

    /**
     * The store in this file, opened now; the file, and directories above it, are made where they are missing, for their
     * owner only.
     *
     * @throws StoreException if it cannot be opened, or a newer release made it
     */
    public static JdbcStore open(Path file) {
        Database database = new Database(Optional.of(file));
        database.open();
        return new JdbcStore(database);
    }

    /** As {@link #open}, but neither the file nor the driver is touched before the first operation. */
    public static JdbcStore at(Path file) {
        return new JdbcStore(new Database(Optional.of(file)));
    }

    /** A store that is empty at the first operation, before which the driver is not touched, and forgotten at the end. */
    public static JdbcStore inMemory() {
        return new JdbcStore(new Database(Optional.empty()));
    }

    @Override
    public boolean addClient(StoredClient client, int most) {
        String insert = "INSERT INTO client (id, name, redirect_uris, grant_types, authentication, secret_digest,"
                + " registered_at, used_at) SELECT ?, ?, ?, ?, ?, ?, ?, ? WHERE (SELECT COUNT(*) FROM client) < ?";
        return database.atomically(
                "given a client",
                sql -> sql.update(
                                insert,
                                client.id(),
                                client.name(),
                                Words.lines(client.redirectUris()),
                                Words.words(client.grantTypes()),
                                client.authentication(),
                                client.secretDigest(),
                                client.registeredAt(),
                                client.registeredAt(),
                                most)
                        == 1);
    }

    @Override
    public Optional<StoredClient> client(String id) {
        return database.run(
                "asked for a client", sql -> sql.first("SELECT * FROM client WHERE id = ?", Rows::client, id));
    }

    @Override
    public void addCode(StoredCode code) {
        String insert = "INSERT INTO code (digest, client_id, redirect_uri, challenge, subject, scopes, resource,"
                + " expires_at, grant_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
        database.atomically(
                "given a code",
                sql -> sql.update(
                        insert,
                        code.digest(),
                        code.clientId(),
                        code.redirectUri(),
                        code.challenge(),
                        code.subject(),
                        Words.words(code.scopes()),
                        code.resource(),
                        code.expiresAt(),
                        code.grantId()));
    }

    @Override
    public Optional<StoredCode> code(String digest) {
        return database.run(
                "asked for a code", sql -> sql.first("SELECT * FROM code WHERE digest = ?", Rows::code, digest));
    }

    @Override
    public boolean redeem(String digest, Grant grant) {
        return database.atomically("given a grant", sql -> {
            String consume = "UPDATE code SET grant_id = ? WHERE digest = ? AND grant_id IS NULL";
            if (sql.update(consume, grant.id(), digest) != 1) {
                return false;
            }
            addGrant(sql, grant);
            noteUse(sql, grant.clientId(), grant.createdAt());
            return true;
        });
    }

    private static void addGrant(Statements sql, Grant grant) throws SQLException {
        sql.update(
                "INSERT INTO client_grant (id, client_id, subject, scopes, resource, created_at, expires_at, generation,"
                        + " advanced_at, revoked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                grant.id(),
                grant.clientId(),
                grant.subject(),
                Words.words(grant.scopes()),
                grant.resource(),
                grant.createdAt(),
                grant.expiresAt(),
                grant.generation(),
                grant.advancedAt(),
                grant.revokedAt());
    }

    private static void noteUse(Statements sql, String clientId, Instant now) throws SQLException {
        sql.update("UPDATE client SET used_at = ? WHERE id = ? AND used_at < ?", now, clientId, now);
    }

    @Override
    public Optional<Grant> grant(String id) {
        return database.run("asked for a grant", sql -> find(sql, id));
    }

    private static Optional<Grant> find(Statements sql, String id) throws SQLException {
        return sql.first("SELECT * FROM client_grant WHERE id = ?", Rows::grant, id);
    }

    @Override
    public Advance advance(String id, int generation, Instant now, Duration grace) {
        return database.atomically("given the use of a grant", sql -> {
            boolean advanced = sql.update(
                            "UPDATE client_grant SET generation = generation + 1, advanced_at = ?"
                                    + " WHERE id = ? AND generation = ? AND revoked_at IS NULL AND expires_at > ?",
                            now,
                            id,
                            generation,
                            now)
                    == 1;
            Optional<Grant> found = find(sql, id);
            if (found.isEmpty()) {
                return new Advance.Refused();
            }
            Grant grant = found.get();
            if (advanced) {
                noteUse(sql, grant.clientId(), now);
                return new Advance.Current(grant);
            }
            if (!grant.isLive(now) || generation < 0 || generation >= grant.generation()) {
                return new Advance.Refused();
            }
            if (generation == grant.generation() - 1
                    && now.isBefore(grant.advancedAt().plus(grace))) {
                return new Advance.Current(grant);
            }
            revoke(sql, id, now);
            return new Advance.Reused(find(sql, id).orElse(grant));
        });
    }

    @Override
    public boolean revoke(String id, Instant now) {
        return database.atomically("given a revocation", sql -> revoke(sql, id, now));
    }

    private static boolean revoke(Statements sql, String id, Instant now) throws SQLException {
        return sql.update("UPDATE client_grant SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", now, id) == 1;
    }

    @Override
    public void addSession(BrowserSession session) {
        database.atomically(
                "given a session",
                sql -> sql.update(
                        "INSERT INTO browser_session (digest, subject, signed_in_at, expires_at) VALUES (?, ?, ?, ?)",
                        session.digest(),
                        session.subject(),
                        session.signedInAt(),
                        session.expiresAt()));
    }

    @Override
    public Optional<BrowserSession> session(String digest) {
        return database.run(
                "asked for a session",
                sql -> sql.first("SELECT * FROM browser_session WHERE digest = ?", Rows::session, digest));
    }

    @Override
    public void removeSession(String digest) {
        database.atomically(
                "relieved of a session", sql -> sql.update("DELETE FROM browser_session WHERE digest = ?", digest));
    }

    @Override
    public List<StoredKey> keys() {
        return database.run(
                "asked for its keys",
                sql -> sql.all("SELECT * FROM signing_key ORDER BY created_at DESC, id DESC", Rows::key));
    }

    @Override
    public boolean addKey(StoredKey key, Optional<String> newest) {
        String insert =
                "INSERT INTO signing_key (id, algorithm, public_jwk, sealed_private_key, created_at, expires_at)"
                        + " SELECT ?, ?, ?, ?, ?, ?"
                        + " WHERE COALESCE((SELECT id FROM signing_key ORDER BY created_at DESC, id DESC LIMIT 1), '') = ?";
        return database.atomically(
                "given a key",
                sql -> sql.update(
                                insert,
                                key.id(),
                                key.algorithm(),
                                key.publicJwk(),
                                key.sealedPrivateKey(),
                                key.createdAt(),
                                key.expiresAt(),
                                newest.orElse(""))
                        == 1);
    }

    @Override
    public void sweep(Instant now, Duration idle) {
        database.atomically("swept", sql -> {
            int forgotten = sql.update("DELETE FROM code WHERE expires_at <= ?", now);
            forgotten += sql.update("DELETE FROM browser_session WHERE expires_at <= ?", now);
            forgotten += sql.update("DELETE FROM client_grant WHERE expires_at <= ?", now);
            forgotten += sql.update("DELETE FROM signing_key WHERE expires_at <= ?", now);
            forgotten += sql.update(
                    "DELETE FROM client WHERE used_at < ?"
                            + " AND NOT EXISTS (SELECT 1 FROM code WHERE code.client_id = client.id)"
                            + " AND NOT EXISTS (SELECT 1 FROM client_grant"
                            + " WHERE client_grant.client_id = client.id AND client_grant.revoked_at IS NULL)",
                    now.minus(idle));
            return forgotten;
        });
    }

    @Override
    public void close() {
        database.close();
    }
}
