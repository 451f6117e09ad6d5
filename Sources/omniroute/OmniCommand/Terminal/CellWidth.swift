/// How many cells of a terminal text takes: names come from people who write in any script.
///
/// Terminals differ where characters are new or ambiguous; here ambiguous ones are narrow, as most terminals have them.
enum CellWidth {
    /// The cells of a text without escapes.
    static func of(_ text: String) -> Int {
        // Nearly all text is this, and its bytes are its cells.
        if text.utf8.allSatisfy({ $0 < 0x80 && $0 != 0x0D }) { return text.utf8.count }
        return text.reduce(0) { $0 + of($1) }
    }

    /// The cells of a character: what it is made of stands in the place of its first part.
    static func of(_ character: Character) -> Int {
        let scalars = character.unicodeScalars
        guard let first = scalars.first, !isCombining(first) else { return 0 }
        // The sign after it asks for a picture, which is wide (UTS #51).
        let isPicture = scalars.dropFirst().first?.value == 0xFE0F
        return isPicture || isWide(first) ? 2 : 1
    }

    /// The beginning of a text that takes no more than so many cells.
    static func prefix(_ text: String, _ cells: Int) -> String {
        var left = cells
        return String(
            text.prefix { character in
                left -= of(character)
                return left >= 0
            })
    }

    /// Blanks that fill what a text leaves of so many cells.
    static func blanks(after text: String, _ cells: Int) -> String {
        String(repeating: " ", count: max(0, cells - of(text)))
    }

    private static func isCombining(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: true
        default: false
        }
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x1100 else { return false }
        return scalar.properties.isEmojiPresentation || wide.contains { $0 ~= scalar.value }
    }

    /// Blocks whose characters are W or F (UAX #11); Hangul, Kana, ideographs and what stands with them.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF,
        0x4E00...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19,
        0xFE30...0xFE6B, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18CFF,
        0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD,
    ]
}
