/// A pattern of names: `*` is any run of characters, `?` any one; case does not matter.
struct Wildcard {
    private let pattern: [UInt8]

    /// Characters that are no wildcards; of two patterns the one with more of them is meant.
    var literals: Int { pattern.count { $0 != UInt8(ascii: "*") && $0 != UInt8(ascii: "?") } }

    init(_ pattern: String) { self.pattern = Array(pattern.lowercased().utf8) }

    /// Whether a text has one of the two.
    static func isPattern(_ text: String) -> Bool { text.contains { $0 == "*" || $0 == "?" } }

    /// Whether the whole of a name is meant.
    ///
    /// Goes back to the last `*` only, which is enough for whole matches and keeps the time within both lengths.
    func matches(_ name: String) -> Bool {
        let name = Array(name.lowercased().utf8)
        var (at, next) = (0, 0)
        var star: (pattern: Int, name: Int)?
        while next < name.count {
            if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
                star = (at, next)
                at += 1
            } else if at < pattern.count,
                pattern[at] == UInt8(ascii: "?") || pattern[at] == name[next]
            {
                at += 1
                next += 1
            } else if let last = star {
                star = (last.pattern, last.name + 1)
                (at, next) = (last.pattern + 1, last.name + 1)
            } else {
                return false
            }
        }
        return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
