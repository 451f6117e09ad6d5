@testable import TimeZones

/// Writes a file of the time zone database, version 2.
struct ZoneFileExample {
    /// Seconds ahead of UTC before the first transition.
    var offset: Int
    /// Seconds since 1970, and the offset from there on.
    var transitions: [(at: Int, offset: Int)] = []
    /// The rule for what comes later.
    var footer = ""
    /// The block of 64-bit times follows one of 32-bit times.
    var isWide = true
    /// Leap seconds announced in the header.
    var leapSeconds = 0

    var bytes: [UInt8] {
        let narrow = block(width: 4)
        return isWide ? narrow + block(width: 8) + [10] + Array(footer.utf8) + [10] : narrow
    }

    private func block(width: Int) -> [UInt8] {
        var bytes = Array("TZif".utf8) + [isWide ? UInt8(ascii: "2") : 0]
        bytes += [UInt8](repeating: 0, count: 15)
        for count in [0, 0, leapSeconds, transitions.count, transitions.count + 1, 4] {
            bytes += big(count, 4)
        }
        for transition in transitions { bytes += big(transition.at, width) }
        for index in transitions.indices { bytes.append(UInt8(index + 1)) }
        for offset in [offset] + transitions.map(\.offset) { bytes += big(offset, 4) + [0, 0] }
        bytes += Array("LMT\0".utf8)
        return bytes + [UInt8](repeating: 0, count: leapSeconds * (width + 4))
    }

    private func big(_ value: Int, _ width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * (width - 1 - $0))) }
    }
}
