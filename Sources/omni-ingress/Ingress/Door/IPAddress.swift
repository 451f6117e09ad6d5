internal import Glibc
package import NIOCore

/// An IP address without its zone.
///
/// An IPv4 address stands as the IPv6 address that it is mapped to (RFC 4291 section 2.5.5.2), so that both spellings are
/// one.
package struct IPAddress: Hashable, Sendable {
    private var high: UInt64
    private var low: UInt64

    /// No address: what a socket has that lost its peer.
    package static let unspecified = IPAddress(high: 0, low: 0)

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads the four or sixteen bytes of an address, in network order, at an offset.
    private init(_ bytes: UnsafeRawBufferPointer, at offset: Int = 0, isIPv4: Bool) {
        if isIPv4 {
            high = 0
            let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
            low = 0xFFFF << 32 | UInt64(UInt32(bigEndian: word))
        } else {
            let words = (
                bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self),
                bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)
            )
            (high, low) = (UInt64(bigEndian: words.0), UInt64(bigEndian: words.1))
        }
    }

    /// Reads an address as inet_pton(3) does; nil when it is none.
    package init?(_ text: String) {
        // C would stop at a zero and take what stands before it.
        guard !text.utf8.contains(0) else { return nil }
        var short = in_addr()
        if inet_pton(AF_INET, text, &short) == 1 {
            self = withUnsafeBytes(of: short) { IPAddress($0, isIPv4: true) }
            return
        }
        var long = in6_addr()
        guard inet_pton(AF_INET6, text, &long) == 1 else { return nil }
        self = withUnsafeBytes(of: long) { IPAddress($0, isIPv4: false) }
    }

    /// The address of a TCP peer; nil for other peers.
    package init?(_ socket: SocketAddress?) {
        // The address stands behind family and port, with IPv6 behind the flow as well (ip(7), ipv6(7)).
        switch socket {
        case .v4(let peer):
            self = withUnsafeBytes(of: peer.address) { IPAddress($0, at: 4, isIPv4: true) }
        case .v6(let peer):
            self = withUnsafeBytes(of: peer.address) { IPAddress($0, at: 8, isIPv4: false) }
        case .unixDomainSocket, nil: return nil
        }
    }

    /// The address as it is usually written (RFC 5952).
    package var text: String {
        guard !isIPv4 else { return shortText }
        var words = (high.bigEndian, low.bigEndian)
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(AF_INET6, &words, &text, socklen_t(text.count)) != nil else { return "::" }
        return String(
            decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Written byte by byte, because each request's record has it.
    private var shortText: String {
        String(unsafeUninitializedCapacity: 15) { buffer in
            var count = 0
            for shift in stride(from: UInt64(24), through: 0, by: -8) {
                let number = UInt8(truncatingIfNeeded: low >> shift)
                if count > 0 {
                    buffer[count] = UInt8(ascii: ".")
                    count += 1
                }
                for unit: UInt8 in [100, 10, 1] where number >= unit || unit == 1 {
                    buffer[count] = UInt8(ascii: "0") + number / unit % 10
                    count += 1
                }
            }
            return count
        }
    }

    /// Whether it is an IPv4 address.
    package var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }

    /// Whether it is of this machine: 127.0.0.0/8 or ::1.
    package var isLoopback: Bool {
        isIPv4 ? low >> 24 & 0xFF == 127 : high == 0 && low == 1
    }

    /// The address with all but its first `prefix` bits cleared, of 128 in either family.
    package func masked(_ prefix: Int) -> IPAddress {
        IPAddress(
            high: prefix >= 64 ? high : high & ~(UInt64.max >> UInt64(prefix)),
            low: prefix <= 64 ? 0 : low & ~(UInt64.max >> UInt64(prefix - 64)))
    }

    /// What one client has: a whole IPv4 address, but 64 bits of IPv6, of which a client may take any it likes
    /// (RFC 4291 section 2.5.4).
    package var subscriber: IPAddress { isIPv4 ? self : masked(64) }
}
