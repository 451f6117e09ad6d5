import Testing

@testable import Admin

/// What is shown of providers' own words.
@Suite struct ProviderExcerptTests {
    @Test func itIsOneShortLine() {
        #expect(ProviderExcerpt.clean("a\r\nb\u{1B}[31m\u{2028}c") == "a  b [31m c")
        let long = ProviderExcerpt.clean(String(repeating: "é", count: 500))
        #expect(long.count == LiveLimits.words + 1)
        #expect(long.hasSuffix("…"))
    }

    @Test func pagesForPeopleAreNotShown() {
        func words(_ body: String) -> String {
            ProviderExcerpt.words(ProviderReply(status: 500, body: Array(body.utf8)))
        }
        #expect(words("<html>no</html>").isEmpty)
        #expect(words("").isEmpty)
        #expect(words(#"{"error":{"message":"Busy."}}"#) == "Busy.")
        #expect(words(#"{"message":"No."}"#) == "No.")
    }
}
