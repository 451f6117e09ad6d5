internal import Store

/// The file admin.db: the layers of the configuration, who may use the API, and the audit log.
///
/// It belongs to one thread. A process and its successor (renewal in place) may both have it open for a while.
final class AdminStore {
    /// The open file.
    let database: Database
    private var statements: [String: Statement] = [:]

    /// Opens the file and brings its schema up to date; a copy is made before each step.
    ///
    /// - Throws: `newerDatabase` for a file of a newer version, which is left as it is.
    init(path: String) throws(StoreError) {
        database = try Database(path: path)
        try database.migrate(AdminSchema.migrations)
    }

    /// The directory that the file is in.
    var directory: String {
        guard let slash = database.path.lastIndex(of: "/") else { return "." }
        return String(database.path[..<slash])
    }

    /// A statement that is compiled once.
    func statement(_ sql: String) throws(StoreError) -> Statement {
        if let known = statements[sql] {
            known.reset()
            return known
        }
        let statement = try database.prepare(sql)
        statements[sql] = statement
        return statement
    }

    /// Runs a statement with values for its parameters, in order.
    func run(_ sql: String, _ values: any Bindable...) throws(StoreError) {
        let statement = try statement(sql)
        for (index, value) in values.enumerated() { value.bind(to: statement, index + 1) }
        try statement.run()
    }

    /// Moves the log into the file and closes it.
    func close() {
        // What cannot be moved now is moved when the file is opened the next time.
        try? database.checkpoint()
        statements = [:]
        database.close()
    }
}
