package import NIOCore

/// Who is at the other end.
package enum PeerAddress {
    /// Whether an address is of this machine: 127.0.0.0/8, ::1, an IPv4 loopback address mapped into IPv6, or a Unix
    /// socket.
    package static func isLoopback(_ address: SocketAddress?) -> Bool {
        switch address {
        case .v4, .v6: IPAddress(address)?.isLoopback ?? false
        case .unixDomainSocket: true
        case nil: false
        }
    }
}
