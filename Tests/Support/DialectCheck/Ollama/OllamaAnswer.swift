internal import JSON

/// An answer of `/api/chat`, whole or as a line of a stream.
enum OllamaAnswer {
    static let stops: [String: CheckedStop] = [
        "stop": .end, "length": .length, "load": .end, "unload": .end,
    ]

    private static let call = Shape.record(
        [
            "function": .record(
                ["name": .nonEmpty, "arguments": .object],
                optional: ["index": .count, "description": .text])
        ], optional: ["id": .text])

    private static let message = Shape.record(
        ["role": .constant("assistant"), "content": .text],
        optional: ["thinking": .text, "tool_calls": .filled(call), "images": .orNull(.list(.text))])

    /// A time of RFC 3339, as far as a reader needs it.
    private static let time = StringRule("a time of RFC 3339") { text in
        let marks = Array(text.utf8)
        guard marks.count >= 20, marks[4] == UInt8(ascii: "-"), marks[10] == UInt8(ascii: "T"),
            marks[13] == UInt8(ascii: ":"), marks[0..<4].allSatisfy(isDigit)
        else { return false }
        let zone = text.suffix(6)
        return text.hasSuffix("Z") || zone.hasPrefix("+") || zone.hasPrefix("-")
    }

    private static let counts: [String: Shape] = [
        "total_duration": .count, "load_duration": .count, "prompt_eval_count": .count,
        "prompt_eval_duration": .count, "eval_count": .count, "eval_duration": .count,
    ]

    private static let line = Shape.record(
        [
            "model": .nonEmpty, "created_at": .string(time), "message": message, "done": .bool,
        ], optional: counts.merging(["done_reason": .word(stops.keys.sorted())]) { old, _ in old })

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    static func checkLine(_ answer: JSONValue, at path: String, _ checker: inout Checker) {
        checker.check(answer, line, at: path)
        let isDone = answer["done"]?.bool == true
        checker.expect(
            isDone == answer.has("done_reason"), path.member("done_reason"), "does not fit done")
        guard isDone else { return }
        for name in ["prompt_eval_count", "eval_count"] where !answer.has(name) {
            checker.report(path.member(name), "missing")
        }
    }

    static func check(_ answer: JSONValue, _ checker: inout Checker) {
        checkLine(answer, at: "", &checker)
        checker.expect(answer["done"]?.bool == true, "done", "must be true")
    }
}
