internal import IPC

/// The tables of a day, as steps that are never changed once published.
///
/// Every row has a number out of one count over all days, tables and processes: it grows with each commit, so rows stand in
/// the order they came. Times are microseconds since 1970, durations microseconds, money picodollars, enumerations the
/// numbers of omni.proto. `failed_cost` and `saved_cost` are negative where a part of them is unknown: -1 less what is known.
///
/// A client may name its requests and may use a name again, so a request is one by its id and the time it was received,
/// which every daemon knows; an attempt by its request's id, its number and its start.
package enum DaySchema {
    /// Step `n` leads from version `n` to `n + 1`.
    package static let migrations = [
        rows + DayRollups.schema,
        "ALTER TABLE attempts ADD COLUMN reset INTEGER NOT NULL DEFAULT 0;",
        DayRollups.measuresSchema,
    ]

    private static let rows =
        """
        CREATE TABLE requests (
            seq INTEGER PRIMARY KEY,
            dims INTEGER NOT NULL,
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
            secondhand INTEGER NOT NULL,
            failed_cost INTEGER NOT NULL,
            saved_cost INTEGER NOT NULL,
            cache INTEGER NOT NULL,
            combo TEXT NOT NULL,
            tier INTEGER NOT NULL,
            finish_reason TEXT NOT NULL,
            client_address TEXT NOT NULL,
            client TEXT NOT NULL,
            \(usage),
            \(cost),
            time_receive INTEGER,
            time_decide INTEGER,
            time_queue INTEGER,
            time_failed INTEGER,
            time_connect INTEGER,
            time_first_byte INTEGER,
            time_first_token INTEGER,
            \(trace),
            UNIQUE (request_id, received_us)
        ) STRICT;
        CREATE INDEX requests_received ON requests (received_us);
        CREATE INDEX requests_dims ON requests (dims);
        CREATE TABLE attempts (
            seq INTEGER PRIMARY KEY,
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
            reason INTEGER NOT NULL,
            answered INTEGER NOT NULL,
            purpose INTEGER NOT NULL,
            dialect INTEGER NOT NULL,
            proxy TEXT NOT NULL,
            http_version TEXT NOT NULL,
            tls_version TEXT NOT NULL,
            reused_connection INTEGER NOT NULL,
            host TEXT NOT NULL,
            decide_us INTEGER NOT NULL,
            queue_us INTEGER NOT NULL,
            combo TEXT NOT NULL,
            tier INTEGER NOT NULL,
            \(usage),
            \(cost),
            \(trace),
            UNIQUE (request_id, attempt, started_us)
        ) STRICT;
        CREATE INDEX attempts_started ON attempts (started_us);
        CREATE TABLE calls (
            seq INTEGER PRIMARY KEY,
            request_id TEXT NOT NULL,
            started_us INTEGER NOT NULL,
            purpose INTEGER NOT NULL,
            connection_id TEXT NOT NULL,
            method TEXT NOT NULL,
            host TEXT NOT NULL,
            proxy TEXT NOT NULL,
            http_version TEXT NOT NULL,
            tls_version TEXT NOT NULL,
            reused_connection INTEGER NOT NULL,
            status INTEGER NOT NULL,
            failure INTEGER NOT NULL,
            connect_us INTEGER NOT NULL,
            first_byte_us INTEGER NOT NULL,
            total_us INTEGER NOT NULL,
            bytes_in INTEGER NOT NULL,
            bytes_out INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX calls_started ON calls (started_us);
        CREATE INDEX calls_request ON calls (request_id) WHERE request_id <> '';
        CREATE TABLE producers (
            producer TEXT PRIMARY KEY,
            sequence INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE counts (
            name TEXT PRIMARY KEY,
            rows INTEGER NOT NULL,
            first_seq INTEGER NOT NULL,
            last_seq INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        """

    private static let usage =
        """
        usage_source INTEGER,
            usage_input INTEGER,
            usage_cached_input INTEGER,
            usage_cache_write INTEGER,
            usage_cache_write_hour INTEGER,
            usage_output INTEGER,
            usage_reasoning INTEGER,
            usage_audio_input INTEGER,
            usage_image_input INTEGER,
            usage_audio_output INTEGER,
            usage_image_output INTEGER,
            usage_audio_ms INTEGER,
            usage_service INTEGER,
            usage_billed_input INTEGER,
            usage_billed_output INTEGER,
            usage_tools BLOB
        """

    private static let cost =
        """
        cost_counts INTEGER,
            cost_total INTEGER,
            cost_notional INTEGER,
            cost_input INTEGER,
            cost_cached_input INTEGER,
            cost_cache_write INTEGER,
            cost_output INTEGER,
            cost_tools INTEGER,
            cost_price_source INTEGER,
            cost_price_version TEXT
        """

    private static let trace =
        """
        trace_id BLOB,
            trace_parent BLOB,
            trace_sampled INTEGER,
            trace_state TEXT
        """

    /// Columns of `requests` but for `seq` and `dims`, in the order that rows are bound and read.
    package static let requestColumns =
        [
            "request_id", "received_us", "key_id", "key_name", "dialect", "endpoint",
            "model_asked", "model_answered", "provider", "connection_id", "connection_name",
            "status", "outcome", "error_code", "stream", "attempts", "bytes_in", "bytes_out",
            "first_byte_us", "total_us", "secondhand", "failed_cost", "saved_cost", "cache",
            "combo", "tier", "finish_reason", "client_address", "client",
        ] + Usage.columns + Cost.columns + Timings.columns + Trace.columns

    /// Columns of `attempts` but for `seq`, in the order that rows are bound and read.
    package static let attemptColumns =
        [
            "request_id", "attempt", "started_us", "lease_id", "connection_id",
            "connection_name", "provider", "model", "status", "failure", "error_code",
            "connect_us", "first_byte_us", "first_token_us", "total_us", "bytes_in",
            "bytes_out", "reason", "answered", "purpose", "dialect", "proxy", "http_version",
            "tls_version", "reused_connection", "host", "decide_us", "queue_us", "combo", "tier",
            "reset",
        ] + Usage.columns + Cost.columns + Trace.columns

    /// Columns of `calls` but for `seq`, in the order that rows are bound and read.
    package static let callColumns = [
        "request_id", "started_us", "purpose", "connection_id", "method", "host", "proxy",
        "http_version", "tls_version", "reused_connection", "status", "failure", "connect_us",
        "first_byte_us", "total_us", "bytes_in", "bytes_out",
    ]

    static var insertRequest: String { insert(into: "requests", requestColumns + ["dims", "seq"]) }
    /// Leaves out an attempt that is there: asking first would look it up twice.
    static var insertAttempt: String {
        insert(into: "attempts", attemptColumns + ["seq"])
            + " ON CONFLICT (request_id, attempt, started_us) DO NOTHING"
    }
    static var insertCall: String { insert(into: "calls", callColumns + ["seq"]) }

    private static func insert(into table: String, _ columns: [String]) -> String {
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        return "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(marks))"
    }
}
