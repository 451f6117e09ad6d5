internal import Store

extension AdminStore {
    /// When a source's lockout ends; nil when it has none.
    func lockedUntil(_ source: String) throws(StoreError) -> Int64? {
        let rows = try statement("SELECT until_us FROM lockouts WHERE source = ?")
        rows.bind(1, source)
        defer { rows.reset() }
        return try rows.step() ? rows.int64(0) : nil
    }

    /// Locks a source out; lockouts that are over are forgotten.
    func lock(_ source: String, until: Int64) throws(StoreError) {
        try run(
            "DELETE FROM lockouts WHERE until_us <= ?", until - Limits.lockoutMicroseconds)
        try run(
            """
            INSERT INTO lockouts (source, until_us) VALUES (?, ?)
            ON CONFLICT (source) DO UPDATE SET until_us = excluded.until_us
            """, source, until)
    }

    /// Ends a lockout.
    func unlock(_ source: String) throws(StoreError) {
        try run("DELETE FROM lockouts WHERE source = ?", source)
    }

    /// Ends all lockouts and forgets all failures.
    func forgetAllFailures() throws(StoreError) {
        try run("DELETE FROM lockouts")
        try run("DELETE FROM failures")
    }

    /// Writes a failure down.
    func addFailure(
        _ source: String, isRemote: Bool, at moment: Int64
    ) throws(StoreError) {
        try run(
            "INSERT INTO failures (source, is_remote, failed_us) VALUES (?, ?, ?)", source,
            isRemote ? 1 : 0, moment)
    }

    /// Failures of a source since a moment.
    func failures(of source: String, since: Int64) throws(StoreError) -> Int {
        let rows = try statement(
            "SELECT count(*) FROM failures WHERE source = ? AND failed_us > ?")
        rows.bind(1, source)
        rows.bind(2, since)
        defer { rows.reset() }
        return try rows.step() ? Int(rows.int64(0)) : 0
    }

    /// Failures from other machines within a span, and the moment of the first.
    func remoteFailures(
        since: Int64, until: Int64
    ) throws(StoreError) -> (count: Int, oldest: Int64) {
        let rows = try statement(
            """
            SELECT count(*), min(failed_us) FROM failures
            WHERE is_remote = 1 AND failed_us > ? AND failed_us <= ?
            """)
        rows.bind(1, since)
        rows.bind(2, until)
        defer { rows.reset() }
        return try rows.step() ? (Int(rows.int64(0)), rows.int64(1)) : (0, 0)
    }

    /// Forgets failures that are too old, or that a clock which was set back has left in the future.
    func forgetFailures(before: Int64, after: Int64) throws(StoreError) {
        try run("DELETE FROM failures WHERE failed_us <= ? OR failed_us > ?", before, after)
    }

    /// Forgets the failures of a source.
    func forgetFailures(of source: String) throws(StoreError) {
        try run("DELETE FROM failures WHERE source = ?", source)
    }
}
