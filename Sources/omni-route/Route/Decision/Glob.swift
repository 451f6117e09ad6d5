/// A pattern for names: `*` is any run, `?` one character; letter case does not matter, and the whole name must fit.
struct Glob {
    private let pattern: [UInt8]
    /// Characters that stand for themselves, in bytes; the pattern with more is the more exact one.
    let literals: Int

    init(_ text: String) {
        pattern = Array(text.lowercased().utf8)
        literals = pattern.count { $0 != Self.anyRun && $0 != Self.anyOne }
    }

    /// Whether a text has a wildcard at all.
    static func isPattern(_ text: String) -> Bool {
        text.utf8.contains { $0 == anyRun || $0 == anyOne }
    }

    /// Whether a name fits; it must be in lower case.
    ///
    /// Costs at most the product of both lengths: only the last `*` is ever tried again.
    func matches(lowercased name: Span<UInt8>) -> Bool {
        var at = 0
        var next = 0
        var retry: (pattern: Int, name: Int)?
        while at < name.count {
            if next < pattern.count, pattern[next] == Self.anyRun {
                retry = (next, at)
                next += 1
            } else if next < pattern.count, pattern[next] == Self.anyOne {
                at = Self.endOfCharacter(name, at)
                next += 1
            } else if next < pattern.count, pattern[next] == name[at] {
                at += 1
                next += 1
            } else if let last = retry {
                let longer = Self.endOfCharacter(name, last.name)
                retry = (last.pattern, longer)
                (next, at) = (last.pattern + 1, longer)
            } else {
                return false
            }
        }
        return pattern[next...].allSatisfy { $0 == Self.anyRun }
    }

    private static let anyRun = UInt8(ascii: "*")
    private static let anyOne = UInt8(ascii: "?")

    /// Where the UTF-8 sequence that begins at a position ends.
    private static func endOfCharacter(_ name: Span<UInt8>, _ start: Int) -> Int {
        var end = start + 1
        while end < name.count, name[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }
}
