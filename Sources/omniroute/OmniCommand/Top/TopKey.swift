/// A key that `omniroute top` knows.
enum TopKey: Equatable {
    case end
    case sort
    /// Moves so many rows down, or up where it is negative.
    case scroll(Int)

    /// The keys in what a terminal sent, in one read; others are passed over.
    ///
    /// What begins with an escape is one key: cut in two by a slow line it is passed over.
    static func read(_ bytes: [UInt8]) -> [TopKey] {
        var keys: [TopKey] = []
        var rest = bytes[...]
        while let first = rest.first {
            if let known = sequences.first(where: { rest.starts(with: $0.text.utf8) }) {
                keys.append(known.key)
                rest = rest.dropFirst(known.text.utf8.count)
                continue
            }
            // Of a sequence that is not known no letter counts by itself.
            guard first != 0x1B else { return keys }
            if let key = of(first) { keys.append(key) }
            rest = rest.dropFirst()
        }
        return keys
    }

    private static func of(_ byte: UInt8) -> TopKey? {
        switch byte {
        case UInt8(ascii: "q"), UInt8(ascii: "Q"), 3, 4: .end
        case UInt8(ascii: "s"): .sort
        case UInt8(ascii: "j"): .scroll(1)
        case UInt8(ascii: "k"): .scroll(-1)
        case UInt8(ascii: " "): .scroll(LiveRows.page)
        default: nil
        }
    }

    /// Arrows, and keys of a page, as terminals send them (ECMA-48; xterm, "PC-Style Function Keys").
    private static let sequences: [(text: String, key: TopKey)] = [
        ("\u{1B}[A", .scroll(-1)), ("\u{1B}OA", .scroll(-1)), ("\u{1B}[B", .scroll(1)),
        ("\u{1B}OB", .scroll(1)), ("\u{1B}[5~", .scroll(-LiveRows.page)),
        ("\u{1B}[6~", .scroll(LiveRows.page)),
    ]
}
