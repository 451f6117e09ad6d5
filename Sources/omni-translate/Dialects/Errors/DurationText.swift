/// Lengths of time as providers write them: "34s", "6m0s", "1.5s", "250ms", "2h7m23s", "20 seconds".
package enum DurationText {
    /// Milliseconds of the length that `text` begins with, rounded up; nil when it begins with none.
    ///
    /// A number without a unit is none: what it counts, only its place can tell.
    package static func milliseconds(_ text: some StringProtocol) -> UInt32? {
        var rest = Array(text.utf8.prefix(longest))[...]
        var total: Double?
        while let part = part(&rest) { total = (total ?? 0) + part }
        guard let total, total >= 0 else { return nil }
        return UInt32(min(total, 4e9).rounded(.up))
    }

    /// Bytes that are looked at.
    private static let longest = 64

    /// One number with its unit, in milliseconds; nothing is taken when there is none.
    private static func part(_ rest: inout ArraySlice<UInt8>) -> Double? {
        let blanks = rest.prefix { $0 == 0x20 || $0 == UInt8(ascii: ",") }
        let digits = rest[blanks.endIndex...].prefix { isDigit($0) || $0 == UInt8(ascii: ".") }
        guard let number = Double(String(decoding: digits, as: UTF8.self)), number < 1e9 else {
            return nil
        }
        var after = rest[digits.endIndex...]
        if after.first == 0x20 { after.removeFirst() }
        let word = after.prefix(while: isLetter)
        guard let unit = unit(String(decoding: word, as: UTF8.self).lowercased()) else {
            return nil
        }
        rest = rest[word.endIndex...]
        return number * unit
    }

    private static func unit(_ word: String) -> Double? {
        switch word {
        case "ms", "millisecond", "milliseconds": 1
        case "s", "sec", "secs", "second", "seconds": 1000
        case "m", "min", "mins", "minute", "minutes": 60_000
        case "h", "hr", "hrs", "hour", "hours": 3_600_000
        case "d", "day", "days": 86_400_000
        default: nil
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }
}
