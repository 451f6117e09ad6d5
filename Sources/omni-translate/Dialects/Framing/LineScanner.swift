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
                let end = Self.lineBreak(in: buffer, from: start + position)
                position = end - start
                guard end < buffer.count else { return nil }
                guard unsafe buffer[end] == 0x0a else {
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

    /// Place of the first LF or CR at or behind `start`; the end of `buffer` when there is none.
    static func lineBreak(in buffer: UnsafeRawBufferPointer, from start: Int) -> Int {
        var place = start
        // Eight bytes at a time: most of a stream is no line break.
        while place + 8 <= buffer.count {
            let bytes = UInt64(
                littleEndian: unsafe buffer.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            let found = zeros(bytes ^ lineFeeds) | zeros(bytes ^ carriageReturns)
            if found != 0 { return place + found.trailingZeroBitCount / 8 }
            place += 8
        }
        while place < buffer.count, unsafe !isBreak(buffer[place]) { place += 1 }
        return place
    }

    private static let lineFeeds: UInt64 = 0x0a0a_0a0a_0a0a_0a0a
    private static let carriageReturns: UInt64 = 0x0d0d_0d0d_0d0d_0d0d

    /// The highest bit of each byte that is zero, up to the first; what lies above that may be wrong.
    private static func zeros(_ bytes: UInt64) -> UInt64 {
        (bytes &- 0x0101_0101_0101_0101) & ~bytes & 0x8080_8080_8080_8080
    }

    private static func isBreak(_ byte: UInt8) -> Bool { byte == 0x0a || byte == 0x0d }

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
