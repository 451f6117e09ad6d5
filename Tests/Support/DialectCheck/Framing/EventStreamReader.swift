/// Splits a stream of server-sent events as the strictest readers do.
///
/// Every event is at most one `event:` line and exactly one `data: ` line, closed by a blank
/// line; `id:`, `retry:` and unknown fields are violations.
struct EventStreamReader {
    private let lines: EventLines
    private var frame = EventFrame()
    private var dataLines = 0
    private(set) var frames: [EventFrame] = []

    private init(lines: EventLines) { self.lines = lines }

    static func frames(
        of bytes: [UInt8], lines: EventLines, into checker: inout Checker
    ) -> [EventFrame] {
        var reader = EventStreamReader(lines: lines)
        let text = TextLines(bytes)
        for line in text.complete { reader.take(line, into: &checker) }
        if !text.rest.isEmpty {
            reader.take(text.rest, into: &checker)
            checker.report(reader.place, "the last line has no end")
        }
        if !reader.frame.isBlank {
            checker.report(reader.place, "the last event has no blank line after it")
            reader.close(into: &checker)
        }
        return reader.frames
    }

    private var place: String { "event[\(frames.count)]" }

    private mutating func take(_ line: ArraySlice<UInt8>, into checker: inout Checker) {
        if line.isEmpty { return close(into: &checker) }
        if line.first == UInt8(ascii: ":") {
            checker.expect(lines.allowsComments, place, "comment line")
            return
        }
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
        let field = String(decoding: line[..<colon], as: UTF8.self)
        var value = line[colon...].dropFirst()
        let hasSpace = value.first == UInt8(ascii: " ")
        if hasSpace { value = value.dropFirst() }
        checker.expect(hasSpace, place, "no space after \(field):")
        take(field, value, into: &checker)
    }

    private mutating func take(
        _ field: String, _ value: ArraySlice<UInt8>, into checker: inout Checker
    ) {
        switch field {
        case "data":
            dataLines += 1
            checker.expect(dataLines == 1, place, "more than one data line")
            frame.data += value
        case "event":
            checker.expect(frame.name == nil, place, "two event lines")
            checker.expect(lines.name != .forbidden, place, "event line")
            frame.name = String(decoding: value, as: UTF8.self)
        default: checker.report(place, "\(field) line")
        }
    }

    private mutating func close(into checker: inout Checker) {
        defer {
            frame = EventFrame()
            dataLines = 0
        }
        if frame.isBlank { return }
        frame.path = place
        checker.expect(!frame.data.isEmpty, place, "event without data")
        if lines.name == .required { checker.expect(frame.name != nil, place, "no event line") }
        frames.append(frame)
    }
}
