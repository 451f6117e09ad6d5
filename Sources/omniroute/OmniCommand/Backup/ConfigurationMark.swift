internal import Store

/// How far the changes of the configuration are, as admin.db says.
///
/// Between two that are equal none was begun, and none ended.
struct ConfigurationMark: Equatable {
    /// What admin keeps in its table `meta`; an earlier version counts no changes that were begun.
    static let names = ["generation", "begun", "pending_process", "pending_since"]

    private let numbers: [String: Int64]

    /// Whether a change is under way, or was when admin was killed.
    var isPending: Bool { numbers["pending_process", default: 0] != 0 }

    /// Reads it from a copy that nobody else uses.
    ///
    /// - Throws: What SQLite says.
    init(copy path: String) throws(StoreError) {
        let database = try Database(path: path)
        defer { database.close() }
        numbers = try Self.numbers(of: database)
    }

    private static func numbers(of database: Database) throws(StoreError) -> [String: Int64] {
        let isThere = try database.number(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'meta'")
        guard isThere > 0 else { return [:] }
        let list = names.map { "'\($0)'" }.joined(separator: ", ")
        let rows = try database.prepare("SELECT name, value FROM meta WHERE name IN (\(list))")
        var numbers: [String: Int64] = [:]
        while try rows.step() { numbers[rows.text(0)] = rows.int64(1) }
        return numbers
    }
}
