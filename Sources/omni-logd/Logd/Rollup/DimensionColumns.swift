internal import IPC
internal import Store

/// The columns of dimension sets, in a day's file and in that of derived data.
enum DimensionColumns {
    private static let texts = ["key", "provider", "connection", "model", "combo", "client"]
    private static let numbers = ["endpoint", "result", "tier"]
    private static var names: [String] { texts + numbers }

    /// "key, provider, …".
    static var list: String { names.joined(separator: ", ") }

    /// The columns of a table.
    static var definitions: String {
        (texts.map { "\($0) TEXT NOT NULL" } + numbers.map { "\($0) INTEGER NOT NULL" })
            .joined(separator: ",\n    ")
    }

    /// Finds the number of a set.
    static func find(_ table: String) -> String {
        let conditions = names.map { "\($0) = ?" }.joined(separator: " AND ")
        return "SELECT id FROM \(table) WHERE \(conditions)"
    }

    /// Makes a set.
    static func insert(_ table: String) -> String {
        let marks = names.map { _ in "?" }.joined(separator: ", ")
        return "INSERT INTO \(table) (\(list)) VALUES (\(marks))"
    }

    /// Binds a set to the parameters of `find` and `insert`.
    static func bind(_ set: DimensionSet, to statement: Statement) {
        let values = [set.key, set.provider, set.connection, set.model, set.combo, set.client]
        for (index, value) in values.enumerated() { statement.bind(index + 1, value) }
        statement.bind(7, Int64(set.endpoint.rawValue))
        statement.bind(8, Int64(set.result.rawValue))
        statement.bind(9, Int64(set.tier.rawValue))
    }

    /// Reads a set from columns in the order of `list`.
    static func read(_ row: Statement, from column: Int) -> DimensionSet {
        var set = DimensionSet()
        set.key = row.text(column)
        set.provider = row.text(column + 1)
        set.connection = row.text(column + 2)
        set.model = row.text(column + 3)
        set.combo = row.text(column + 4)
        set.client = row.text(column + 5)
        set.endpoint = word(row, column + 6, .none)
        set.result = word(row, column + 7, .resultNone)
        set.tier = word(row, column + 8, .none)
        return set
    }

    private static func word<Word: RawRepresentable<Int32>>(
        _ row: Statement, _ column: Int, _ other: Word
    ) -> Word {
        Word(rawValue: Int32(truncatingIfNeeded: row.int64(column))) ?? other
    }
}
