internal import Store

/// Reads blocks of the file of derived data, with statements that are prepared once.
final class FoldBlocks {
    private let database: Database
    private var statements: [String: Statement] = [:]

    /// Of a file.
    init(_ database: Database) { self.database = database }

    /// A block; nil when there is none, or it is damaged.
    ///
    /// - Parameters:
    ///   - column: Its column.
    ///   - table: Its table.
    ///   - id: Its row.
    /// - Returns: The block.
    /// - Throws: What SQLite says.
    func block(
        _ column: String, of table: String, _ id: Int
    ) throws(StoreError) -> ColumnBlock? {
        try bytes(column, of: table, id).flatMap { ColumnBlock($0) }
    }

    /// The bytes of a block; nil when there is none.
    func bytes(_ column: String, of table: String, _ id: Int) throws(StoreError) -> [UInt8]? {
        let statement = try statement("SELECT \(column) FROM \(table) WHERE rowid = ?")
        statement.bind(1, id)
        defer { statement.reset() }
        return try statement.step() ? statement.blob(0) : nil
    }

    private func statement(_ text: String) throws(StoreError) -> Statement {
        if let statement = statements[text] { return statement }
        let statement = try database.prepare(text)
        statements[text] = statement
        return statement
    }
}
