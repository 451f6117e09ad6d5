/// Splits a stream of one JSON document a line.
enum LineStream {
    static func frames(of bytes: [UInt8], into checker: inout Checker) -> [EventFrame] {
        let lines = TextLines(bytes)
        checker.expect(lines.rest.isEmpty, "", "the last line has no end")
        let all = lines.complete + (lines.rest.isEmpty ? [] : [lines.rest])
        return all.enumerated().compactMap { index, line in
            guard !line.isEmpty else { return nil }
            return EventFrame(data: Array(line), path: "line[\(index)]")
        }
    }
}
