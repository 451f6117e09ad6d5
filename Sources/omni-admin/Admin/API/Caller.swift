/// Who asks.
struct Caller: Equatable, Sendable {
    /// How it proved who it is.
    enum Proof: Equatable, Sendable {
        /// Not at all; open to operations that need no right.
        case none
        /// The command line of root or of the daemon's own user; its user number.
        case local(user: UInt32)
        /// A browser's session; its id.
        case session(id: String)
        /// A management key; its name.
        case key(name: String)
    }

    /// How it proved who it is.
    let proof: Proof
    /// What it may do.
    let scopes: Set<Scope>
    /// Its address as the door understands it; empty for local callers.
    let address: String

    /// Who it is, as the audit log says it: "local:0", "session:7", "key:deploy", "anonymous".
    var actor: String {
        switch proof {
        case .none: "anonymous"
        case .local(let user): "local:\(user)"
        case .session(let id): "session:\(id)"
        case .key(let name): "key:\(name)"
        }
    }
}

/// A right to use part of the API.
enum Scope: String, CaseIterable, Sendable {
    /// To look at everything that is not secret.
    case read
    /// To change connections, names, keys, budgets, prices and settings, and to reset what was learned.
    case write
    /// To manage who may use this API: its password, sessions and management keys; to read the audit log.
    case access
}
