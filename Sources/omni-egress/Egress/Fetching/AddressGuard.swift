/// Decides which addresses a fetch may connect to.
///
/// A client names the URL, so it must not lead into the network that this machine is in. What is judged is the address that
/// is connected to, never a name: it stays the same whatever a name resolves to next.
struct AddressGuard: Equatable, Sendable {
    /// Tests have their servers on this machine.
    var allowsLoopback = false

    /// Networks of IPv4 that are not the public internet (RFC 6890 and the registry it began).
    private static let special4: [(network: UInt32, bits: UInt32)] = [
        // This network, private use, shared by carriers.
        (0x0000_0000, 8), (0x0a00_0000, 8), (0x6440_0000, 10),
        // Loopback, link-local, private use.
        (0x7f00_0000, 8), (0xa9fe_0000, 16), (0xac10_0000, 12),
        // Protocol assignments, documentation, relays from IPv6, private use.
        (0xc000_0000, 24), (0xc000_0200, 24), (0xc058_6300, 24), (0xc0a8_0000, 16),
        // Benchmarks, documentation twice.
        (0xc612_0000, 15), (0xc633_6400, 24), (0xcb00_7100, 24),
        // Multicast; reserved and broadcast.
        (0xe000_0000, 4), (0xf000_0000, 4),
    ]

    /// Whether an IPv4 address, in host byte order, may be connected to.
    func allows(_ address: UInt32) -> Bool {
        if address >> 24 == 127 { return allowsLoopback }
        return !Self.special4.contains { address >> (32 - $0.bits) == $0.network >> (32 - $0.bits) }
    }

    /// Whether an IPv6 address, as two halves in host byte order, may be connected to.
    func allows(_ high: UInt64, _ low: UInt64) -> Bool {
        if high == 0, low == 1 { return allowsLoopback }
        let embedded = UInt32(truncatingIfNeeded: low)
        // ::ffff:0:0/96 is IPv4 in the notation of IPv6 (RFC 4291 section 2.5.5.2).
        if high == 0, low >> 32 == 0xffff { return allows(embedded) }
        // 64:ff9b::/96 leads to IPv4 through a translator (RFC 6052).
        if high == 0x0064_ff9b_0000_0000, low >> 32 == 0 { return allows(embedded) }
        // 2002::/16 leads to an IPv4 address in its next bits (RFC 3056).
        if high >> 48 == 0x2002 {
            return AddressGuard().allows(UInt32(truncatingIfNeeded: high >> 16))
        }
        // Only 2000::/3 is public; in it are tunnels and other protocols (2001::/23) and documentation.
        guard high >> 61 == 0b001 else { return false }
        return high >> 41 != 0x2001_0000 >> 9 && high >> 32 != 0x2001_0db8 && high >> 44 != 0x3fff0
    }
}
