package import NIOCore

/// Who is at the other end.
package enum PeerAddress {
    /// Whether an address is of this machine: 127.0.0.0/8, ::1, an IPv4 loopback address mapped into IPv6, or a Unix
    /// socket.
    package static func isLoopback(_ address: SocketAddress?) -> Bool {
        switch address {
        case .v4, .v6:
            guard let text = address?.ipAddress else { return false }
            return text == "::1" || text.hasPrefix("127.") || text.hasPrefix("::ffff:127.")
        case .unixDomainSocket: return true
        case nil: return false
        }
    }
}
