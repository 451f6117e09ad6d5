/// JSON as it may stand on a terminal.
enum JSONText {
    /// The first bytes of the characters that are escaped.
    private static let suspects: Set<UInt8> = [0x7F, 0xC2, 0xD8, 0xE2]

    /// JSON as text, in which what a terminal would obey is written as an escape, which says the same.
    ///
    /// Beyond ASCII such characters stand in strings only, where an escape may stand.
    static func text(_ json: some Collection<UInt8>) -> String {
        let text = String(decoding: json, as: UTF8.self)
        guard json.contains(where: suspects.contains) else { return text }
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.value >= 0x7F, HumanText.isControl(scalar) {
                let digits = String(scalar.value, radix: 16)
                let zeros = String(repeating: "0", count: 4 - digits.count)
                escaped.append(contentsOf: "\\u\(zeros)\(digits)".unicodeScalars)
            } else {
                escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}
