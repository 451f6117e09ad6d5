/// Addresses that begin alike: "192.0.2.7", "10.0.0.0/8", "2001:db8::/32".
package struct AddressRange: Hashable, Sendable {
    /// The first address.
    package let base: IPAddress
    /// How many bits are the same, of 128 in either family.
    package let prefix: Int

    /// Reads a range; nil when it is none.
    ///
    /// Bits behind the prefix do not matter. A range of mapped addresses is one of IPv4.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 2, let address = IPAddress(String(first))
        else { return nil }
        // Only the dotted spelling counts its bits from the first of four bytes.
        let offset = first.utf8.contains(UInt8(ascii: ":")) ? 0 : 96
        var prefix = 128
        if parts.count == 2 {
            guard let bits = Self.number(parts[1]), bits <= 128 - offset else { return nil }
            prefix = bits + offset
        }
        self.prefix = prefix
        base = address.masked(prefix)
    }

    private static func number(_ text: Substring) -> Int? {
        guard 1...3 ~= text.utf8.count, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
            return nil
        }
        return Int(text)
    }
}
