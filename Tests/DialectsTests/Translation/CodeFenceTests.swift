import Testing

@testable import Dialects

@Suite struct CodeFenceTests {
    @Test(
        arguments: [
            ("```json\n{\"a\":1}\n```", "{\"a\":1}"), ("```\n[1]\n```\n", "[1]"),
            ("{\"a\":1}", "{\"a\":1}"), ("  {\"a\":\"```\"}", "  {\"a\":\"```\"}"),
            ("```json\n{\"a\":\"`x`\"}```", "{\"a\":\"`x`\"}"), ("``", "``"), ("", ""),
            ("```json\n{\"a\":1}", "{\"a\":1}"),
        ])
    func onlyAFenceAroundAllOfItGoes(text: String, expected: String) {
        for size in 1...max(1, text.count) {
            var fence = CodeFence()
            var result = ""
            var rest = Substring(text)
            while !rest.isEmpty {
                result += fence.take(String(rest.prefix(size)))
                rest = rest.dropFirst(size)
            }
            result += fence.finish()
            #expect(result == expected, "in pieces of \(size)")
        }
    }
}
