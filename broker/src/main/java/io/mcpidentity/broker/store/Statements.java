package io.mcpidentity.broker.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The prepared statements of one connection. For one thread at a time. */
final class Statements {

    /** Reads one row. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Statements(Connection connection) {
        this.connection = connection;
    }

    /** Runs a statement; the number of rows that it changed. */
    int update(String sql, Object... values) throws SQLException {
        return bound(sql, values).executeUpdate();
    }

    /** The first row, if there is one. */
    <T> Optional<T> first(String sql, Row<T> row, Object... values) throws SQLException {
        try (ResultSet rows = bound(sql, values).executeQuery()) {
            return rows.next() ? Optional.of(row.read(rows)) : Optional.empty();
        }
    }

    /** All rows, in their order. */
    <T> List<T> all(String sql, Row<T> row, Object... values) throws SQLException {
        try (ResultSet rows = bound(sql, values).executeQuery()) {
            List<T> read = new ArrayList<>();
            while (rows.next()) {
                read.add(row.read(rows));
            }
            return List.copyOf(read);
        }
    }

    private PreparedStatement bound(String sql, Object... values) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int at = 0; at < values.length; at++) {
            bind(statement, at + 1, values[at]);
        }
        return statement;
    }

    /** Times are kept in milliseconds since the epoch; what is empty is NULL, and is always text or a time. */
    private static void bind(PreparedStatement statement, int at, Object value) throws SQLException {
        if (value instanceof String text) {
            statement.setString(at, text);
        } else if (value instanceof Instant time) {
            statement.setLong(at, time.toEpochMilli());
        } else if (value instanceof Integer number) {
            statement.setInt(at, number);
        } else if (value instanceof Optional<?> maybe) {
            if (maybe.isPresent()) {
                bind(statement, at, maybe.get());
            } else {
                statement.setNull(at, Types.NULL);
            }
        } else {
            throw new IllegalArgumentException(
                    "No column holds a " + value.getClass().getName());
        }
    }
}
