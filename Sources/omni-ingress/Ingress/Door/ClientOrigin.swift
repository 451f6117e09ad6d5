/// Where a request comes from.
package enum ClientOrigin: Hashable, Sendable {
    /// Over TCP, from there; behind a trusted proxy, where the proxy says that it comes from.
    case address(IPAddress)
    /// Over the local socket, from a program of this user.
    case user(UInt32)

    /// What is counted as one client.
    package var subscriber: ClientOrigin {
        switch self {
        case .address(let address): .address(address.subscriber)
        case .user: self
        }
    }
}
