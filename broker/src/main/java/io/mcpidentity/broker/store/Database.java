package io.mcpidentity.broker.store;

import io.mcpidentity.broker.file.OwnerOnly;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one SQLite database, which is opened at the first use and used by one thread at a time. Thread-safe.
 *
 * <p>A transaction takes the write lock when it begins: other processes may use the same file.
 */
final class Database implements AutoCloseable {

    /** What is done with the connection, in one piece. */
    @FunctionalInterface
    interface Work<T> {
        T on(Statements statements) throws SQLException;
    }

    private static final long LOCK_SECONDS = 10;
    private static final String BUSY_MILLIS = "5000";
    private static final long OPENING_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int BUSY = 5;

    private final Optional<Path> file;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Connection connection;
    private @Nullable Statements statements;
    private boolean closed;

    /** In this file; without one, in memory. */
    Database(Optional<Path> file) {
        this.file = file;
    }

    /** Does what is a single statement. */
    <T> T run(String what, Work<T> work) {
        return locked(what, () -> work.on(opened()));
    }

    /** Does all of it, or nothing. */
    <T> T atomically(String what, Work<T> work) {
        return locked(what, () -> {
            Statements current = opened();
            return transaction(() -> work.on(current));
        });
    }

    /** Opens the database if it is not open. */
    void open() {
        locked("opened", this::opened);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            discard();
        } finally {
            lock.unlock();
        }
    }

    private interface Step<T> {
        T take() throws SQLException;
    }

    private <T> T locked(String what, Step<T> step) {
        acquire();
        try {
            return step.take();
        } catch (SQLException failure) {
            throw new StoreException(
                    "The store cannot be " + what + " (SQL error " + failure.getErrorCode() + ")", failure);
        } finally {
            lock.unlock();
        }
    }

    private void acquire() {
        try {
            if (!lock.tryLock(LOCK_SECONDS, TimeUnit.SECONDS)) {
                throw new StoreException("The store is busy for more than " + LOCK_SECONDS + " seconds");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreException("Waiting for the store was interrupted", interrupted);
        }
    }

    private Statements opened() throws SQLException {
        if (statements == null) {
            if (closed) {
                throw new StoreException("The store is closed");
            }
            Connection fresh = connect();
            connection = fresh;
            try {
                transaction(() -> {
                    Schema.prepare(fresh);
                    return true;
                });
            } catch (SQLException | RuntimeException unusable) {
                discard();
                throw unusable;
            }
            statements = new Statements(fresh);
        }
        return statements;
    }

    /**
     * Leaving the mode commits (JDBC 4.3 §10.1.1). A commit call would begin the next transaction at once, and with it
     * keep other processes from writing. A connection that cannot go back is given up, and what it did with it.
     */
    private <T> T transaction(Step<T> step) throws SQLException {
        Connection current = connection();
        boolean done = false;
        try {
            current.setAutoCommit(false);
            T result = step.take();
            current.setAutoCommit(true);
            done = true;
            return result;
        } finally {
            if (!done) {
                rollBack(current);
            }
        }
    }

    private void rollBack(Connection current) {
        try {
            current.rollback();
            current.setAutoCommit(true);
        } catch (SQLException stuck) {
            discard();
        }
    }

    private Connection connection() {
        if (connection == null) {
            throw new IllegalStateException("The connection is not open");
        }
        return connection;
    }

    private void discard() {
        Connection former = connection;
        connection = null;
        statements = null;
        if (former != null) {
            try {
                former.close();
            } catch (SQLException stuck) {
                System.getLogger(Database.class.getName())
                        .log(System.Logger.Level.DEBUG, "The store's connection did not close", stuck);
            }
        }
    }

    /** The busy timeout does not hold for a change to WAL: of processes that open a new file at once, one can be busy. */
    private Connection connect() throws SQLException {
        long deadline = System.nanoTime() + OPENING_NANOS;
        while (true) {
            try {
                return connectAtOnce();
            } catch (SQLException failure) {
                boolean busy = (failure.getErrorCode() & 0xff) == BUSY;
                if (!busy
                        || System.nanoTime() - deadline > 0
                        || Thread.currentThread().isInterrupted()) {
                    throw failure;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private Connection connectAtOnce() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("busy_timeout", BUSY_MILLIS);
        properties.setProperty("journal_mode", "WAL");
        properties.setProperty("synchronous", "FULL");
        properties.setProperty("foreign_keys", "true");
        properties.setProperty("transaction_mode", "IMMEDIATE");
        String url = url();
        Connection fresh = driver(url).connect(url, properties);
        if (fresh == null) {
            throw new StoreException("The SQLite driver does not open the store");
        }
        return fresh;
    }

    /** The form of a URI, because a question mark in a plain path would begin the driver's parameters. */
    private String url() {
        if (file.isEmpty()) {
            return "jdbc:sqlite::memory:";
        }
        Path path = file.get().toAbsolutePath();
        try {
            Path directory = path.getParent();
            if (directory != null) {
                OwnerOnly.directory(directory);
            }
            OwnerOnly.create(path);
        } catch (IOException failure) {
            throw new StoreException(
                    "The store's file " + path + " cannot be made: let this process write there", failure);
        }
        return "jdbc:sqlite:" + path.toUri();
    }

    /** Found from here, because in a container java.sql.DriverManager does not see an application's drivers. */
    private static Driver driver(String url) throws SQLException {
        Iterator<Driver> drivers = ServiceLoader.load(Driver.class, Database.class.getClassLoader())
                .iterator();
        while (drivers.hasNext()) {
            Driver driver = drivers.next();
            if (driver.acceptsURL(url)) {
                return driver;
            }
        }
        throw new StoreException("There is no SQLite driver: add org.xerial:sqlite-jdbc");
    }
}
