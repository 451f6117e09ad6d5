import Testing

@testable import Dialects

@Suite struct StopScannerTests {
    private func cut(_ text: String, _ stops: [String], size: Int) -> (String, String?) {
        var scanner = StopScanner(stops)
        var result = ""
        var rest = Substring(text)
        while !rest.isEmpty {
            result += scanner.take(String(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        result += scanner.finish()
        return (result, scanner.found)
    }

    @Test(
        arguments: [
            ("one END two", ["END"], "one ", "END"), ("no stop", ["END"], "no stop", nil),
            ("a EN", ["END"], "a EN", nil), ("xabcabd", ["abd", "bc"], "xa", "bc"),
            ("é\u{301}|", ["|"], "é\u{301}", "|"), ("text", [""], "text", nil),
        ] as [(String, [String], String, String?)])
    func textIsCutAtTheFirstStop(
        text: String, stops: [String], expected: String, found: String?
    ) {
        for size in 1...max(1, text.count) {
            let result = cut(text, stops, size: size)
            #expect(result.0 == expected && result.1 == found, "in pieces of \(size)")
        }
    }
}
