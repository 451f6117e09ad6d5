internal import Foundation

/// An IP address or a network: "192.0.2.7", "10.0.0.0/8", "2001:db8::/32".
struct NetworkAddress {
    /// As an error says it.
    static let text =
        "must be an IP address or a network such as `192.0.2.7`, `10.0.0.0/8` or `2001:db8::/32`"

    /// Four or sixteen, in network byte order.
    let bytes: [UInt8]
    /// Bits that count.
    let prefix: Int
    /// In lower case, without a prefix that covers everything.
    let text: String

    /// It is one address.
    var isWhole: Bool { prefix == bytes.count * 8 }

    /// Reads an address; nil when it is none, or has bits behind its prefix that are not 0.
    ///
    /// Nil too for IPv4 addresses in the form of IPv6, which would never match: peers are compared as IPv4.
    init?(_ written: String) {
        guard written.utf8.count <= 64, !written.utf8.contains(0) else { return nil }
        let parts = written.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let found = Self.parse(String(parts[0])) else {
            return nil
        }
        let bits = found.count * 8
        var prefix = bits
        if parts.count == 2 {
            guard parts[1].utf8.count <= 3,
                parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let value = Int(parts[1]), value <= bits
            else { return nil }
            prefix = value
        }
        let isMapped =
            found.count == 16 && found.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255]
        guard !isMapped, Self.isEmpty(found, behind: prefix) else { return nil }
        bytes = found
        self.prefix = prefix
        let address = parts[0].lowercased()
        text = prefix == bits ? address : "\(address)/\(prefix)"
    }

    private static func parse(_ text: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            return withUnsafeBytes(of: &four) { Array($0) }
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        return withUnsafeBytes(of: &six) { Array($0) }
    }

    private static func isEmpty(_ bytes: [UInt8], behind prefix: Int) -> Bool {
        bytes.enumerated().allSatisfy { index, byte in
            let kept = min(8, max(0, prefix - index * 8))
            return kept == 8 || byte & (0xFF >> kept) == 0
        }
    }
}
