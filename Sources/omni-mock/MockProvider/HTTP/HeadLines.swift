internal import NIOCore

/// Walks the lines of a complete request head.
struct HeadLines {
    private let raw: ByteBuffer
    private var offset = 0

    /// Starts at the request line.
    ///
    /// - Parameter raw: A head that ends in an empty line.
    init(_ raw: ByteBuffer) {
        self.raw = raw
    }

    /// The next line without its end, as a range of offsets; nil at the empty line.
    mutating func next() -> Range<Int>? {
        // A span of the property itself would forbid to change the other one.
        let raw = raw
        let bytes = raw.readableBytesUInt8Span
        let start = offset
        var index = start
        while index < bytes.count, bytes[index] != UInt8(ascii: "\r") { index += 1 }
        guard index > start, index < bytes.count else { return nil }
        offset = index + 2
        return start..<index
    }

    /// Whether the line of a range ends in CR LF and holds no control byte but tabs.
    func isClean(_ line: Range<Int>) -> Bool {
        let bytes = raw.readableBytesUInt8Span
        guard line.upperBound + 1 < bytes.count, bytes[line.upperBound + 1] == 0x0A else {
            return false
        }
        for index in line where bytes[index] < 0x20 || bytes[index] == 0x7F {
            guard bytes[index] == 0x09 else { return false }
        }
        return true
    }

    /// The name and the trimmed value of a field line; nil if it is none (RFC 9112 section 5).
    func field(in line: Range<Int>) -> (name: Range<Int>, value: Range<Int>)? {
        let bytes = raw.readableBytesUInt8Span
        var colon = line.lowerBound
        while colon < line.upperBound, bytes[colon] != UInt8(ascii: ":") {
            guard Self.isToken(bytes[colon]) else { return nil }
            colon += 1
        }
        guard colon > line.lowerBound, colon < line.upperBound else { return nil }
        var start = colon + 1
        var end = line.upperBound
        while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
        while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
        return (line.lowerBound..<colon, start..<end)
    }

    /// The parts of a line between single spaces.
    func words(of line: Range<Int>) -> [Range<Int>] {
        let bytes = raw.readableBytesUInt8Span
        var parts: [Range<Int>] = []
        var start = line.lowerBound
        for index in line where bytes[index] == 0x20 {
            parts.append(start..<index)
            start = index + 1
        }
        parts.append(start..<line.upperBound)
        return parts
    }

    /// Whether a range holds a text, letters compared without case.
    func matches(_ range: Range<Int>, _ lowercase: StaticString) -> Bool {
        guard range.count == lowercase.utf8CodeUnitCount else { return false }
        let bytes = raw.readableBytesUInt8Span
        return lowercase.withUTF8Buffer { text in
            for index in 0..<text.count {
                let byte = bytes[range.lowerBound + index]
                let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
                guard (isUpper ? byte | 0x20 : byte) == text[index] else { return false }
            }
            return true
        }
    }

    /// The text of a range.
    func text(_ range: Range<Int>) -> String {
        raw.getString(at: raw.readerIndex + range.lowerBound, length: range.count) ?? ""
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "!"), UInt8(ascii: "#")...UInt8(ascii: "'"), UInt8(ascii: "*"),
            UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"),
            UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
