internal import Store

/// A layer of the configuration: who made what is in it.
enum LayerName: String, CaseIterable, Sendable {
    /// The configuration file, as it was applied.
    case file
    /// This API.
    case api
}

extension AdminStore {
    /// The number of changes of the configuration so far; 0 before the first.
    func generation() throws(StoreError) -> UInt64 {
        UInt64(
            clamping: try database.number("SELECT value FROM meta WHERE name = 'generation'"))
    }

    /// What was saved as a layer; nil when it never was.
    func layer(_ name: LayerName) throws(StoreError) -> [UInt8]? {
        let rows = try statement("SELECT body FROM layers WHERE name = ?")
        rows.bind(1, name.rawValue)
        defer { rows.reset() }
        return try rows.step() ? rows.blob(0) : nil
    }
}
