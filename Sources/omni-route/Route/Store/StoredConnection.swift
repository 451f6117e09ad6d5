internal import IPC

/// A connection as the store holds it.
struct StoredConnection: Equatable {
    /// What it is.
    var connection: ProviderConnection
    /// When it was first seen, microseconds since 1970.
    var created: Int64
}
