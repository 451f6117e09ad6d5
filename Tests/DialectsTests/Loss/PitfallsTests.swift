import Foundation
import Testing

/// Each of the 180 known pitfalls has a test named after its number, or a line in docs/dialects.md that says why not.
@Suite struct PitfallsTests {
    private static let all = 1...180

    @Test func eachPitfallHasATestOrAReason() throws {
        let tested = try Self.tested()
        let excused = try Self.excused()
        let missing = Self.all.filter { !tested.contains($0) && !excused.contains($0) }
        #expect(
            missing.isEmpty,
            """
            \(missing.count) pitfalls have neither a test named by number nor a line in \
            docs/dialects.md: \(missing.map(String.init).joined(separator: " "))
            """)
    }

    @Test func noReasonIsGivenForAPitfallThatIsTested() throws {
        let both = try Self.excused().intersection(Self.tested()).sorted()
        #expect(
            both.isEmpty,
            "docs/dialects.md gives a reason why these have no test, but they have: \(both)")
    }

    @Test func namesOfTestsAreRead() {
        #expect(Self.numbers(in: "    func pitfall17Twice() {") == [17])
        #expect(Self.numbers(in: "    func pitfall171() {") == [171])
        #expect(Self.numbers(in: #"    @Test("pitfall 8: after the end")"#) == [8])
        #expect(
            Self.numbers(in: #"        "pitfalls 56, 57 and 61: fields", arguments: ["#) == [
                56, 57, 61,
            ])
        #expect(Self.numbers(in: "def test_pitfall_66_usage(client):") == [66])
        #expect(Self.numbers(in: "/// See pitfall 12: an index.").isEmpty)
        #expect(Self.numbers(in: "let pitfall = 3").isEmpty)
    }

    /// Numbers in names of tests.
    private static func tested() throws -> Set<Int> {
        var found: Set<Int> = []
        for file in try files() where file.lastPathComponent != "PitfallsTests.swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for line in text.split(separator: "\n") where line.contains("pitfall") {
                found.formUnion(numbers(in: String(line)))
            }
        }
        return found
    }

    private static func files() throws -> [URL] {
        let tests = LossDocument.repository.appendingPathComponent("Tests")
        let walk = try #require(
            FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil))
        return walk.compactMap { $0 as? URL }.filter { ["swift", "py"].contains($0.pathExtension) }
    }

    /// Numbers that a line names a test by: in the name of a function or at the beginning of a test's title.
    private static func numbers(in line: String) -> Set<Int> {
        var found: Set<Int> = []
        if let match = line.firstMatch(of: /(?:func |def test_)\w*?pitfall_?(\d+)/) {
            found.formUnion(Int(match.1).map { [$0] } ?? [])
        }
        if let match = line.firstMatch(of: /"pitfalls? (\d+(?:(?:, | and )\d+)*):/) {
            found.formUnion(match.1.matches(of: /\d+/).compactMap { Int($0.output) })
        }
        return found
    }

    /// The numbers that docs/dialects.md gives a reason for, as "number, dot, words, dash, words".
    private static func excused() throws -> Set<Int> {
        let text = try LossDocument.text()
        let heading = try #require(text.range(of: "\n## Pitfalls"))
        var found: Set<Int> = []
        for line in text[heading.upperBound...].split(separator: "\n") {
            guard let match = line.firstMatch(of: /^(\d+)\. .+ — .+/) else { continue }
            found.formUnion(Int(match.1).map { [$0] } ?? [])
        }
        return found
    }
}
