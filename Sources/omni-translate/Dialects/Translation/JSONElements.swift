internal import JSON

/// Elements of a JSON array, as ranges of its text.
enum JSONElements {
    static func ranges(_ bytes: [UInt8]) throws(AnswerFailure) -> [Range<Int>] {
        var tape = JSONTape(limits: JSONLimits(bytes: bytes.count))
        do throws(JSONError) {
            try tape.parse(bytes)
        } catch {
            throw .malformed("the answer is not JSON: \(error)")
        }
        guard tape.kind(tape.root) == .array else {
            throw .malformed("the answer is no array")
        }
        var ranges: [Range<Int>] = []
        var cursor = tape.elements(of: tape.root)
        while let element = tape.nextElement(&cursor) { ranges.append(tape.range(element)) }
        return ranges
    }
}
