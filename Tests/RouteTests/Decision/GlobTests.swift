import Testing

@testable import Route

/// Patterns of names.
@Suite struct GlobTests {
    @Test(arguments: [
        ("*", "", true), ("*", "anything/at all", true), ("", "", true), ("", "a", false),
        ("?", "a", true), ("?", "ä", true), ("?", "", false), ("??", "ä", false),
        ("a*", "abc", true), ("a*", "ba", false), ("*c", "abc", true), ("*c", "abcd", false),
        ("a*c", "ac", true), ("a*b*c", "aXbYbZc", true), ("a*b*c", "aXcYb", false),
        ("Claude-*", "claude-opus", true), ("a?c*", "abcd", true), ("a?c*", "ac", false),
        ("*.*", "a.b", true), ("**", "x", true), ("*?", "ü", true), ("x*?y", "xy", false),
    ])
    func matches(_ pattern: String, _ name: String, _ isMatch: Bool) {
        let isFound = Glob(pattern).matches(lowercased: name.utf8.span)
        #expect(isFound == isMatch)
    }

    @Test func manyStarsCostLittle() {
        let glob = Glob(String(repeating: "a*", count: 60) + "b")
        let name = [UInt8](repeating: 0x61, count: 5_000)
        let isFound = glob.matches(lowercased: name.span)
        #expect(!isFound)
    }

    @Test func literalsCount() {
        #expect(Glob("claude-sonnet-4-*").literals == 16)
        #expect(Glob("*?").literals == 0)
    }
}
