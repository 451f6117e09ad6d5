/// Patterns of names, ready for look-ups: most are a whole name or `prefix/*`, and need no search.
struct NamePatterns {
    private var exact: Set<String> = []
    /// What stands before `/*`.
    private var prefixes: Set<String> = []
    private var globs: [Glob] = []
    /// A lone `*` is among them.
    private(set) var matchesAll = false

    /// Compiles patterns; empty ones match nothing.
    init(_ patterns: [String]) {
        for pattern in patterns where !pattern.isEmpty {
            let lower = pattern.lowercased()
            if lower == "*" {
                matchesAll = true
            } else if !Glob.isPattern(lower) {
                exact.insert(lower)
            } else if lower.hasSuffix("/*"), !Glob.isPattern(String(lower.dropLast(2))) {
                prefixes.insert(String(lower.dropLast(2)))
            } else {
                globs.append(Glob(lower))
            }
        }
    }

    /// Whether a name in lower case fits; `prefix` is what stands before its slash.
    func matches(_ name: String, prefix: String = "") -> Bool {
        if matchesAll || !exact.isEmpty && exact.contains(name) { return true }
        if !prefix.isEmpty, !prefixes.isEmpty, prefixes.contains(prefix) { return true }
        let bytes = name.utf8.span
        for glob in globs where glob.matches(lowercased: bytes) { return true }
        return false
    }
}
