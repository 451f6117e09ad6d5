/// The tables, as steps that are never changed once published.
///
/// Rows stand in the order they came, and random request ids touch one small index only. Times are microseconds since 1970,
/// durations microseconds, enumerations the numbers of omni.proto.
///
/// A client may name its requests and may use a name again, so a request is one by its id and the time it was received,
/// which every daemon knows; an attempt by its request's id, its number and its start.
package enum Schema {
    /// Step `n` leads from version `n` to `n + 1`.
    package static let migrations = [
        """
        CREATE TABLE requests (
            id INTEGER PRIMARY KEY,
            request_id TEXT NOT NULL,
            received_us INTEGER NOT NULL,
            key_id TEXT NOT NULL,
            key_name TEXT NOT NULL,
            dialect INTEGER NOT NULL,
            endpoint INTEGER NOT NULL,
            model_asked TEXT NOT NULL,
            model_answered TEXT NOT NULL,
            provider TEXT NOT NULL,
            connection_id TEXT NOT NULL,
            connection_name TEXT NOT NULL,
            status INTEGER NOT NULL,
            outcome INTEGER NOT NULL,
            error_code TEXT NOT NULL,
            stream INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            bytes_in INTEGER NOT NULL,
            bytes_out INTEGER NOT NULL,
            first_byte_us INTEGER NOT NULL,
            total_us INTEGER NOT NULL,
            usage_source INTEGER,
            usage_input INTEGER,
            usage_cached_input INTEGER,
            usage_cache_write INTEGER,
            usage_output INTEGER,
            usage_reasoning INTEGER,
            secondhand INTEGER NOT NULL,
            UNIQUE (request_id, received_us)
        ) STRICT;
        CREATE INDEX requests_received ON requests (received_us);
        CREATE TABLE attempts (
            id INTEGER PRIMARY KEY,
            request_id TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            started_us INTEGER NOT NULL,
            lease_id INTEGER NOT NULL,
            connection_id TEXT NOT NULL,
            connection_name TEXT NOT NULL,
            provider TEXT NOT NULL,
            model TEXT NOT NULL,
            status INTEGER NOT NULL,
            failure INTEGER NOT NULL,
            error_code TEXT NOT NULL,
            connect_us INTEGER NOT NULL,
            first_byte_us INTEGER NOT NULL,
            first_token_us INTEGER NOT NULL,
            total_us INTEGER NOT NULL,
            bytes_in INTEGER NOT NULL,
            bytes_out INTEGER NOT NULL,
            usage_source INTEGER,
            usage_input INTEGER,
            usage_cached_input INTEGER,
            usage_cache_write INTEGER,
            usage_output INTEGER,
            usage_reasoning INTEGER,
            UNIQUE (request_id, attempt, started_us)
        ) STRICT;
        CREATE INDEX attempts_started ON attempts (started_us);
        CREATE TABLE producers (
            producer TEXT PRIMARY KEY,
            sequence INTEGER NOT NULL,
            heard_us INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
    ]

    /// Columns of `requests` but for `id`, in the order that rows are bound and read.
    static let requestColumns = [
        "request_id", "received_us", "key_id", "key_name", "dialect", "endpoint", "model_asked",
        "model_answered", "provider", "connection_id", "connection_name", "status", "outcome",
        "error_code", "stream", "attempts", "bytes_in", "bytes_out", "first_byte_us", "total_us",
        "secondhand", "usage_source", "usage_input", "usage_cached_input", "usage_cache_write",
        "usage_output", "usage_reasoning",
    ]

    /// Columns of `attempts` but for `id`, in the order that rows are bound and read.
    static let attemptColumns = [
        "request_id", "attempt", "started_us", "lease_id", "connection_id", "connection_name",
        "provider", "model", "status", "failure", "error_code", "connect_us", "first_byte_us",
        "first_token_us", "total_us", "bytes_in", "bytes_out", "usage_source", "usage_input",
        "usage_cached_input", "usage_cache_write", "usage_output", "usage_reasoning",
    ]

    /// Stores a request once; one told by ingress replaces one told by another daemon.
    static var insertRequest: String {
        let updates = requestColumns.dropFirst().map { "\($0) = excluded.\($0)" }
        return insert(into: "requests", requestColumns)
            + " ON CONFLICT (request_id, received_us) DO UPDATE SET \(updates.joined(separator: ", "))"
            + " WHERE requests.secondhand = 1 AND excluded.secondhand = 0"
    }

    /// Stores an attempt once.
    static var insertAttempt: String {
        insert(into: "attempts", attemptColumns)
            + " ON CONFLICT (request_id, attempt, started_us) DO NOTHING"
    }

    private static func insert(into table: String, _ columns: [String]) -> String {
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        return "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(marks))"
    }
}
