/// Who may connect to a socket, and what they may ask: users by name, with their kinds.
///
/// The user comes from SO_PEERCRED (unix(7)), so it cannot be claimed. Root and the daemon's own user may everything:
/// without systemd all daemons run as one user, and the command line runs as root or as that user.
public struct PeerPolicy: Sendable {
    private let kindsByUser: [UInt32: Set<Kind>]
    private let fullUsers: Set<UInt32>

    /// Kinds that every permitted peer may use.
    public static let common: Set<Kind> = [.metrics, .status]

    /// Resolves user names now; users that do not exist on this system are left out.
    public init(_ kindsByName: [String: Set<Kind>]) {
        var kinds: [UInt32: Set<Kind>] = [:]
        for (name, allowed) in kindsByName {
            if let user = Socket.user(named: name) { kinds[user] = allowed.union(Self.common) }
        }
        kindsByUser = kinds
        fullUsers = [0, Socket.ownUser]
    }

    /// What a user may do: nil inside for everything, `.some(set)`; `denied` when it may not connect at all.
    public enum Verdict: Equatable, Sendable {
        /// May use every kind.
        case all
        /// May use these kinds.
        case kinds(Set<Kind>)
        /// May not connect.
        case denied
    }

    /// The number of a user that has a name on this system.
    public static func user(named name: String) -> UInt32? { Socket.user(named: name) }

    /// Whether a user is root or the daemon's own.
    public static func isTrusted(user: UInt32) -> Bool { user == 0 || user == Socket.ownUser }

    /// Decides about a user.
    public func verdict(user: UInt32) -> Verdict {
        if fullUsers.contains(user) { return .all }
        guard let kinds = kindsByUser[user] else { return .denied }
        return .kinds(kinds)
    }
}
