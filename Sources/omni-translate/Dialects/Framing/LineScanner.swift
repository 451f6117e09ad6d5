/// Finds lines in a stream that comes in pieces; a byte is looked at once.
struct LineScanner: Sendable {
    private var position = 0

    struct Line {
        var content: Range<Int>
        /// Behind the line's end.
        var end: Int
    }

    /// The next whole line of `bytes` that begins at `start`; nil when its end has not come.
    mutating func next(in bytes: RawSpan, from start: Int) -> Line? {
        bytes.withUnsafeBytes { buffer in
            while start + position < buffer.count {
                guard unsafe buffer[start + position] == 0x0a else {
                    position += 1
                    continue
                }
                let line = Line(content: start..<start + position, end: start + position + 1)
                position = 0
                return line
            }
            return nil
        }
    }

    /// Without blanks at both ends.
    static func trimmed(_ range: Range<Int>, in bytes: RawSpan) -> Range<Int> {
        bytes.withUnsafeBytes { buffer in
            var range = range
            while let first = range.first, unsafe isBlank(buffer[first]) {
                range = first + 1..<range.upperBound
            }
            while let last = range.last, unsafe isBlank(buffer[last]) {
                range = range.lowerBound..<last
            }
            return range
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d
    }
}
