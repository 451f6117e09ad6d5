package import IPC

/// Who gets to the management API.
///
/// It comes before any proof of who asks, which is admin's to check.
package enum ManageAccess: Equatable, Sendable {
    case admitted
    /// As if there were no such thing.
    case hidden
    /// Only programs of this machine may.
    case localOnly

    /// Decides about a request.
    ///
    /// - Parameters:
    ///   - setting: Who may come by the listeners that serve clients.
    ///   - door: Through which kind of socket the request came.
    ///   - hasOwnDoor: Whether the API has a listener of its own.
    ///   - isLocal: Whether the client is a program of this machine, and speaks for no other.
    package init(_ setting: AdminAccess, by door: DoorKind, hasOwnDoor: Bool, isLocal: Bool) {
        switch (door, setting) {
        case (.admin, _): self = .admitted
        case (.http, _) where hasOwnDoor: self = .hidden
        case (_, .off): self = .hidden
        case (_, .any): self = .admitted
        case (_, .loopback): self = isLocal ? .admitted : .localOnly
        }
    }
}
