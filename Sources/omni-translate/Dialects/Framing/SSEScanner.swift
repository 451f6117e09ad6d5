/// One event of a stream, as ranges of the bytes it was found in.
package struct SSEEvent: Equatable {
    /// The whole event with its ending blank line.
    package var range: Range<Int>
    /// The value of its first `data` line.
    package var data: Range<Int>?
    /// How many `data` lines it has.
    package var dataLines: Int
    /// Its `event` line says "error".
    package var isError = false
}

/// Finds events in a stream that comes in pieces (HTML standard, section 9.2.6: lines end in LF, CR or CRLF).
///
/// Resumable: a byte is looked at once, however small the pieces are. The caller keeps the bytes of an unfinished event
/// and shows them again, from the same `start`, with more behind them.
package struct SSEScanner: Sendable {
    package init() {}

    // Offsets relative to the start of the event under way.
    private var position = 0
    private var lineStart = 0
    private var data: Range<Int>?
    private var dataLines = 0
    private var isError = false

    /// The next whole event of `bytes` that begins at `start`; nil when its end has not come.
    package mutating func next(in bytes: RawSpan, from start: Int) -> SSEEvent? {
        bytes.withUnsafeBytes { buffer in
            while start + position < buffer.count {
                let end = LineScanner.lineBreak(in: buffer, from: start + position)
                position = end - start
                guard end < buffer.count else { return nil }
                var lineEnd = position + 1
                if unsafe buffer[end] == 0x0d {
                    // A CR at the end of what we have may be half of a CRLF.
                    guard start + lineEnd < buffer.count else { return nil }
                    if unsafe buffer[start + lineEnd] == 0x0a { lineEnd += 1 }
                }
                let isBlank = position == lineStart
                if !isBlank { note(line: lineStart..<position, in: buffer, start: start) }
                position = lineEnd
                lineStart = lineEnd
                if isBlank { return take(start) }
            }
            return nil
        }
    }

    /// What is left when the stream ends without a last blank line; nil when nothing is.
    package mutating func rest(in bytes: RawSpan, from start: Int) -> SSEEvent? {
        bytes.withUnsafeBytes { buffer in
            guard start < buffer.count else { return nil }
            var end = buffer.count - start
            if end > lineStart, unsafe buffer[start + end - 1] == 0x0d { end -= 1 }
            if end > lineStart { note(line: lineStart..<end, in: buffer, start: start) }
            position = buffer.count - start
            return take(start)
        }
    }

    private mutating func take(_ start: Int) -> SSEEvent {
        let event = SSEEvent(
            range: start..<start + position,
            data: data.map { start + $0.lowerBound..<start + $0.upperBound },
            dataLines: dataLines, isError: isError)
        self = SSEScanner()
        return event
    }

    /// Notes a `data` line, and whether the event is called "error"; other fields say nothing that the data does not.
    private mutating func note(
        line: Range<Int>, in buffer: UnsafeRawBufferPointer, start: Int
    ) {
        guard let value = Self.dataValue(line, in: buffer, start: start) else {
            if Self.isErrorName(line, in: buffer, start: start) { isError = true }
            return
        }
        dataLines += 1
        if data == nil { data = value }
    }

    /// Whether a line is `event: error`.
    private static func isErrorName(
        _ line: Range<Int>, in buffer: UnsafeRawBufferPointer, start: Int
    ) -> Bool {
        let text: StaticString = "event: error"
        let count = text.utf8CodeUnitCount
        guard line.count == count else { return false }
        for index in 0..<count
        where unsafe buffer[start + line.lowerBound + index] != text.utf8Start[index] {
            return false
        }
        return true
    }

    /// The value of a line when its field is `data`; one space after the colon does not belong to it.
    private static func dataValue(
        _ line: Range<Int>, in buffer: UnsafeRawBufferPointer, start: Int
    ) -> Range<Int>? {
        let at = start + line.lowerBound
        guard line.count >= 4, unsafe buffer[at] == 0x64, unsafe buffer[at + 1] == 0x61,
            unsafe buffer[at + 2] == 0x74, unsafe buffer[at + 3] == 0x61
        else { return nil }
        guard line.count > 4 else { return line.upperBound..<line.upperBound }
        guard unsafe buffer[at + 4] == 0x3a else { return nil }
        let isSpaced: Bool = line.count > 5 ? unsafe buffer[at + 5] == 0x20 : false
        return line.lowerBound + (isSpaced ? 6 : 5)..<line.upperBound
    }

    /// All `data` lines of an event joined with LF, as the standard says.
    package static func joinedData(of event: SSEEvent, in bytes: RawSpan) -> [UInt8] {
        bytes.withUnsafeBytes { buffer in
            var joined: [UInt8] = []
            var lineStart = event.range.lowerBound
            for index in event.range {
                let byte = unsafe buffer[index]
                guard byte == 0x0a || byte == 0x0d else { continue }
                if let value = dataValue(lineStart..<index, in: buffer, start: 0) {
                    if !joined.isEmpty { joined.append(0x0a) }
                    joined.append(contentsOf: unsafe buffer[value])
                }
                lineStart = index + 1
            }
            // The last line of a stream that ends without a line end.
            if let value = dataValue(lineStart..<event.range.upperBound, in: buffer, start: 0) {
                if !joined.isEmpty { joined.append(0x0a) }
                joined.append(contentsOf: unsafe buffer[value])
            }
            return joined
        }
    }
}
