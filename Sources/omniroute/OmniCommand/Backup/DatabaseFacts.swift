internal import Store

/// What tells whether a copy of a database is as whole as the database was.
struct DatabaseFacts: Equatable {
    /// The version of its schema.
    let schema: Int
    /// Rows of all tables.
    let rows: UInt64

    /// Looks into a file that nobody else uses.
    ///
    /// - Throws: What SQLite says about a file that is no sound database.
    init(_ path: String) throws(StoreError) {
        let database = try Database(path: path)
        defer { database.close() }
        let result = try database.integrityCheck()
        guard result == "ok" else {
            throw StoreError.failed(code: 0, extendedCode: 0, message: result)
        }
        schema = try database.schemaVersion()
        rows = try Self.rows(of: database)
    }

    private static func rows(of database: Database) throws(StoreError) -> UInt64 {
        let tables = try database.prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        var names: [String] = []
        while try tables.step() { names.append(tables.text(0)) }
        var rows: UInt64 = 0
        for name in names {
            let quoted = name.split(separator: "\"", omittingEmptySubsequences: false)
                .joined(separator: "\"\"")
            rows += UInt64(max(0, try database.number("SELECT COUNT(*) FROM \"\(quoted)\"")))
        }
        return rows
    }
}
