internal import Store

/// A statement that is prepared when it is first run, and kept: preparing one costs more than running it.
final class KeptStatement {
    private let sql: String
    private var statement: Statement?

    init(_ sql: String) { self.sql = sql }

    /// The statement, to be bound and run.
    func on(_ database: Database) throws(StoreError) -> Statement {
        if let statement { return statement }
        let made = try database.prepare(sql)
        statement = made
        return made
    }
}
