/// Reads a file of the time zone database: RFC 8536, versions 1 to 4.
///
/// Every count is compared with the bytes that there are before it is used.
struct ZoneFile {
    /// The counts of a block's header.
    private struct Counts {
        var universal: Int
        var standard: Int
        var leapSeconds: Int
        var transitions: Int
        var types: Int
        var characters: Int

        /// Bytes of the block whose times have `width` bytes.
        func bytes(width: Int) -> Int {
            transitions * (width + 1) + types * 6 + characters + leapSeconds * (width + 4)
                + standard + universal
        }
    }

    private static let headerBytes = 44

    private let bytes: [UInt8]
    private let name: String

    /// The zone that a file describes.
    static func zone(_ bytes: [UInt8], name: String) throws(ZoneError) -> Zone {
        try ZoneFile(bytes: bytes, name: name).zone()
    }

    private func zone() throws(ZoneError) -> Zone {
        let counts = try counts(at: 0)
        guard bytes[4] >= UInt8(ascii: "2") else {
            return try block(at: Self.headerBytes, counts, width: 4, rule: nil)
        }
        // The first block is for readers that know 32-bit times only.
        let second = Self.headerBytes + counts.bytes(width: 4)
        let wide = try self.counts(at: second)
        let start = second + Self.headerBytes
        let footer = start + wide.bytes(width: 8)
        return try block(at: start, wide, width: 8, rule: rule(at: footer))
    }

    private func counts(at offset: Int) throws(ZoneError) -> Counts {
        guard offset + Self.headerBytes <= bytes.count,
            bytes[offset..<offset + 4].elementsEqual("TZif".utf8)
        else { throw .malformed(name) }
        let number = { (index: Int) in integer(at: offset + 20 + index * 4, width: 4) & 0xFFFF_FFFF
        }
        return Counts(
            universal: number(0), standard: number(1), leapSeconds: number(2),
            transitions: number(3), types: number(4), characters: number(5))
    }

    private func block(
        at start: Int, _ counts: Counts, width: Int, rule: ZoneRule?
    ) throws(ZoneError) -> Zone {
        // Zones with leap seconds count other seconds than the clock of the machine.
        guard start + counts.bytes(width: width) <= bytes.count, counts.leapSeconds == 0,
            (1...256).contains(counts.types)
        else { throw .malformed(name) }
        let kinds = start + counts.transitions * width
        let types = kinds + counts.transitions
        let offsets = (0..<counts.types).map { integer(at: types + $0 * 6, width: 4) }
        guard offsets.allSatisfy({ abs($0) <= Zone.greatestOffset }) else { throw .malformed(name) }
        var transitions: [Zone.Transition] = []
        transitions.reserveCapacity(counts.transitions)
        for index in 0..<counts.transitions {
            let at = integer(at: start + index * width, width: width)
            let kind = Int(bytes[kinds + index])
            guard kind < offsets.count, transitions.last.map({ $0.at < at }) ?? true else {
                throw .malformed(name)
            }
            transitions.append(Zone.Transition(at: at, offset: offsets[kind]))
        }
        return Zone(
            name: name, initialOffset: offsets[0], transitions: transitions, rule: rule)
    }

    /// The rule between two line feeds; nil when there is none.
    private func rule(at start: Int) throws(ZoneError) -> ZoneRule? {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "\n"),
            let end = bytes[(start + 1)...].firstIndex(of: UInt8(ascii: "\n"))
        else { throw .malformed(name) }
        let text = bytes[(start + 1)..<end]
        guard !text.isEmpty else { return nil }
        guard let rule = ZoneRuleParser.rule(text) else { throw .malformed(name) }
        return rule
    }

    /// A signed number in network byte order, at an offset that was checked.
    private func integer(at offset: Int, width: Int) -> Int {
        var value: UInt64 = bytes[offset] & 0x80 != 0 ? .max : 0
        for byte in bytes[offset..<offset + width] { value = value << 8 | UInt64(byte) }
        return Int(Int64(bitPattern: value))
    }
}
