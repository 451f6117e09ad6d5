internal import IPC
internal import Store

/// The file route.db: configuration, hashes of client keys, learned model lists.
///
/// Read once at the start; afterwards only written.
final class RouteStore {
    /// The open file.
    let database: Database

    /// Opens the file and brings its schema up to date.
    init(path: String) throws(StoreError) {
        database = try Database(path: path)
        try database.migrate(Schema.migrations)
    }

    /// Everything, as it is on disk.
    func load() throws(StoreError) -> StoredState {
        var state = StoredState()
        state.generation = UInt64(
            clamping: try database.number("SELECT value FROM meta WHERE name = 'generation'"))
        state.connections = try connections()
        state.keys = try keys()
        (state.settings, state.translation) = try settings()
        state.learned = try learned()
        return state
    }

    private func connections() throws(StoreError) -> [StoredConnection] {
        let models = try modelNames()
        let parameters = try parameters()
        let rows = try database.prepare(
            """
            SELECT id, name, provider, dialect, prefix, base_url, profile, connect_ms, first_byte_ms,
                idle_ms, total_ms, managed_by, created_unix_us
            FROM connections ORDER BY managed_by, position
            """)
        var result: [StoredConnection] = []
        while try rows.step() {
            let deadlines = Deadlines(
                connectMs: UInt32(clamping: rows.int64(7)),
                firstByteMs: UInt32(clamping: rows.int64(8)),
                idleMs: UInt32(clamping: rows.int64(9)), totalMs: UInt32(clamping: rows.int64(10)))
            let connection = ProviderConnection(
                id: rows.text(0), name: rows.text(1), provider: rows.text(2),
                dialect: Dialect(rawValue: Int32(clamping: rows.int64(3))) ?? .none,
                prefix: rows.text(4), baseURL: rows.text(5), models: models[rows.text(0)] ?? [],
                profile: rows.text(6), deadlines: deadlines == Deadlines() ? nil : deadlines,
                parameters: parameters[rows.text(0)] ?? [])
            result.append(
                StoredConnection(
                    connection: connection, manager: Manager(rawValue: rows.text(11)) ?? .file,
                    created: rows.int64(12)))
        }
        return result
    }

    private func modelNames() throws(StoreError) -> [String: [String]] {
        let rows = try database.prepare(
            "SELECT connection_id, name FROM models ORDER BY connection_id, position")
        var result: [String: [String]] = [:]
        while try rows.step() { result[rows.text(0), default: []].append(rows.text(1)) }
        return result
    }

    private func parameters() throws(StoreError) -> [String: [Header]] {
        let rows = try database.prepare(
            "SELECT connection_id, name, value FROM parameters ORDER BY connection_id, position")
        var result: [String: [Header]] = [:]
        while try rows.step() {
            result[rows.text(0), default: []].append(
                Header(name: rows.text(1), value: rows.text(2)))
        }
        return result
    }

    private func keys() throws(StoreError) -> [StoredKey] {
        let rows = try database.prepare(
            """
            SELECT id, name, hash, created_unix_us, managed_by FROM keys
            ORDER BY managed_by, position
            """)
        var result: [StoredKey] = []
        while try rows.step() {
            let key = ClientKey(
                id: rows.text(0), name: rows.text(1), hash: rows.blob(2),
                createdUnixUs: rows.int64(3))
            result.append(StoredKey(key: key, manager: Manager(rawValue: rows.text(4)) ?? .file))
        }
        return result
    }

    private func settings() throws(StoreError) -> (DoorSettings, TranslationSettings) {
        let rows = try database.prepare("SELECT name, value FROM settings")
        var (door, translation) = (DoorSettings.standard, TranslationSettings())
        while try rows.step() {
            SettingsTable.set(rows.text(0), rows.int64(1), in: &door)
            TranslationTable.set(rows.text(0), rows.int64(1), in: &translation)
        }
        let texts = try database.prepare("SELECT name, value FROM texts")
        while try texts.step() {
            TranslationTable.set(texts.text(0), texts.text(1), in: &translation)
        }
        return (door, translation)
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
