/// The kinds of sockets that clients come through, by the names under which they are handed over.
package enum DoorKind: Sendable {
    /// TCP, for clients.
    case http
    /// The Unix socket for the users of this machine.
    case local
    /// TCP, for the management API alone.
    case admin
}
