import Testing

@testable import Dialects

@Suite struct TextSearchTests {
    @Test(
        arguments: [
            ("abc", "b", 1), ("abc", "", 0), ("abc", "abcd", nil), ("aab", "ab", 1), ("", "a", nil),
            ("größe", "ß", 4), ("a</think>\u{301}b", "</think>", 1), ("ababac", "abac", 2),
        ] as [(String, String, Int?)])
    func bytesAreFound(text: String, part: String, offset: Int?) {
        let place = text.firstPlace(of: part)
        #expect(
            place.map { text.utf8.distance(from: text.startIndex, to: $0.lowerBound) } == offset)
        #expect(place.map { String(text[$0]) == part } ?? true)
        #expect(text.holds(part) == (offset != nil))
    }

    @Test func partsOfTextsAreSearchedFor() {
        #expect("one two".holds("x two".dropFirst(2)))
    }
}
