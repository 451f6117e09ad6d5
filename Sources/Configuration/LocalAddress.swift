/// Whether a server is on this machine or in this network, by how its host is named.
enum LocalAddress {
    /// Endings of names that the Internet does not have (RFC 6761, RFC 6762, RFC 8375).
    private static let endings = [
        ".localhost", ".local", ".lan", ".internal", ".home.arpa",
    ]

    /// Whether the host of a base URL is local.
    static func isLocal(url: String) -> Bool {
        let rest = url.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first
        guard let authority = rest else { return false }
        if authority.hasPrefix("[") {
            return isLocal(address: String(authority.dropFirst().prefix { $0 != "]" }))
        }
        let host = String(authority.prefix { $0 != ":" })
        if let address = NetworkAddress(host), address.isWhole {
            return isLocal(address: host)
        }
        return !host.contains(".") || endings.contains { host.hasSuffix($0) }
    }

    private static func isLocal(address: String) -> Bool {
        guard let bytes = NetworkAddress(address)?.bytes else { return false }
        if bytes.count == 4 {
            return switch (bytes[0], bytes[1]) {
            case (10, _), (127, _), (192, 168), (169, 254), (172, 16...31), (100, 64...127): true
            default: false
            }
        }
        let isLoopback = bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
        return isLoopback || bytes[0] & 0xFE == 0xFC || bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
    }
}
