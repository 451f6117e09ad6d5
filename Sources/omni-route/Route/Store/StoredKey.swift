internal import IPC

/// A client key as the store holds it.
struct StoredKey: Equatable {
    /// Name and hash.
    var key: ClientKey
    /// Who owns it.
    var manager: Manager
}
