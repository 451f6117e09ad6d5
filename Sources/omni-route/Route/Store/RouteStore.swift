internal import IPC
internal import Store

/// The file route.db: configuration, hashes of client keys, learned model lists, how things stand, and traces of decisions.
///
/// Read once at the start, but for traces; afterwards only written.
final class RouteStore {
    /// The open file.
    let database: Database
    /// What is run again and again.
    let statements = StandingStatements()

    /// Opens the file and brings its schema up to date.
    init(path: String) throws(StoreError) {
        database = try Database(path: path)
        try database.migrate(Schema.migrations)
        // Only what is configured waits for the disk.
        try database.setSynchronous(.normal)
    }

    /// Counts changes of what is configured, as it is on disk.
    func generation() throws(StoreError) -> UInt64 {
        UInt64(clamping: try database.number("SELECT value FROM meta WHERE name = 'generation'"))
    }

    /// Everything that is configured or learned, as it is on disk.
    ///
    /// While a successor takes over, another process may replace it at this very moment.
    func load() throws(StoreError) -> StoredState {
        try database.readConsistently { () throws(StoreError) in try loadAll() }
    }

    private func loadAll() throws(StoreError) -> StoredState {
        var state = StoredState()
        state.generation = try generation()
        let rows = try database.prepare(
            """
            SELECT kind, created_unix_us, body FROM objects ORDER BY kind, position
            """)
        while try rows.step() {
            // A kind of a later version is passed over.
            guard let kind = ObjectKind(rawValue: rows.text(0)) else { continue }
            do throws(WireError) {
                try take(kind, rows.int64(1), rows.blob(2), into: &state)
            } catch {
                throw .failed(
                    code: 11, extendedCode: 11,
                    message: "a row of kind \(kind) is damaged: \(error)")
            }
        }
        state.learned = try learned()
        return state
    }

    private func take(
        _ kind: ObjectKind, _ created: Int64, _ body: [UInt8], into state: inout StoredState
    ) throws(WireError) {
        switch kind {
        case .connection:
            state.connections.append(
                StoredConnection(
                    connection: try ProviderConnection(bytes: body), created: created))
        case .key: state.keys.append(try ClientKey(bytes: body))
        case .combo: state.combos.append(try Combo(bytes: body))
        case .alias: state.aliases.append(try Alias(bytes: body))
        case .budget: state.budgets.append(try Budget(bytes: body))
        case .door: state.settings = try DoorSettings(bytes: body).completed
        case .translation: state.translation = try TranslationSettings(bytes: body)
        case .routing: state.routing = try RoutingSettings(bytes: body)
        }
    }

    private func learned() throws(StoreError) -> [String: LearnedModels] {
        let rows = try database.prepare(
            "SELECT connection_id, learned_unix_us, names FROM learned_models")
        var result: [String: LearnedModels] = [:]
        while try rows.step() {
            let names = rows.text(2).split(separator: "\n").map(String.init)
            result[rows.text(0)] = LearnedModels(learned: rows.int64(1), names: names)
        }
        return result
    }
}
