/// Walks over the content of a string piece by piece, without storage.
struct JSONUnescaper {
    /// A part of the text of a string.
    enum Piece {
        /// Bytes that stand for themselves.
        case plain(Range<Int>)
        /// The scalar an escape stands for; U+FFFD for a lone surrogate.
        case scalar(UInt32)
    }

    private var at: Int
    private let end: Int

    /// Starts at the first byte behind the opening quote.
    ///
    /// - Parameter content: The bytes between the quotes, as the parser found them.
    init(_ content: Range<Int>) {
        at = content.lowerBound
        end = content.upperBound
    }

    /// The next piece, `nil` at the end.
    ///
    /// - Parameter bytes: The document.
    /// - Returns: The piece.
    mutating func next(in bytes: RawSpan) -> Piece? {
        guard at < end else { return nil }
        let start = at
        guard bytes.peek(at) == UInt8(ascii: "\\") else {
            at = bytes.offsetOfBackslash(at, end)
            return .plain(start..<at)
        }
        at &+= 2
        switch bytes.peek(start &+ 1) {
        case UInt8(ascii: "b"): return .scalar(0x08)
        case UInt8(ascii: "f"): return .scalar(0x0C)
        case UInt8(ascii: "n"): return .scalar(0x0A)
        case UInt8(ascii: "r"): return .scalar(0x0D)
        case UInt8(ascii: "t"): return .scalar(0x09)
        case UInt8(ascii: "u"):
            at &+= 4
            let unit = bytes.hexUnit(start &+ 2)
            guard unit & 0xF800 == 0xD800 else { return .scalar(UInt32(max(unit, 0))) }
            guard unit < 0xDC00, at < end, let low = bytes.lowSurrogate(at) else {
                return .scalar(0xFFFD)
            }
            at &+= 6
            return .scalar(UInt32(0x10000 + (unit & 0x3FF) << 10 + low & 0x3FF))
        case let byte: return .scalar(UInt32(byte))
        }
    }

    /// Appends the text of a string as UTF-8.
    ///
    /// - Parameters:
    ///   - content: The bytes between the quotes.
    ///   - bytes: The document.
    ///   - buffer: Where the text goes.
    static func decode(_ content: Range<Int>, of bytes: RawSpan, into buffer: inout [UInt8]) {
        var pieces = JSONUnescaper(content)
        while let piece = pieces.next(in: bytes) {
            switch piece {
            case .plain(let range): bytes.append(range, to: &buffer)
            case .scalar(let scalar): append(scalar, to: &buffer)
            }
        }
    }

    /// Whether the text of a string is these UTF-8 bytes.
    ///
    /// - Parameters:
    ///   - content: The bytes between the quotes.
    ///   - bytes: The document.
    ///   - text: What to compare with.
    /// - Returns: Whether the text is the same.
    static func equals(_ content: Range<Int>, of bytes: RawSpan, _ text: RawSpan) -> Bool {
        var pieces = JSONUnescaper(content)
        var at = 0
        while let piece = pieces.next(in: bytes) {
            switch piece {
            case .plain(let range):
                guard text.holds(range.count, at: at) else { return false }
                let shift = at &- range.lowerBound
                for index in range where bytes.peek(index) != text.peek(index &+ shift) {
                    return false
                }
                at &+= range.count
            case .scalar(let scalar):
                let count = utf8Count(scalar)
                guard text.holds(count, at: at) else { return false }
                for index in 0..<count where text.peek(at &+ index) != utf8Byte(index, scalar) {
                    return false
                }
                at &+= count
            }
        }
        return at == text.byteCount
    }

    private static func append(_ scalar: UInt32, to buffer: inout [UInt8]) {
        for index in 0..<utf8Count(scalar) { buffer.append(utf8Byte(index, scalar)) }
    }

    private static func utf8Count(_ scalar: UInt32) -> Int {
        scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4
    }

    private static func utf8Byte(_ index: Int, _ scalar: UInt32) -> UInt8 {
        let count = utf8Count(scalar)
        if count == 1 { return UInt8(truncatingIfNeeded: scalar) }
        let bits = UInt8(truncatingIfNeeded: scalar >> UInt32(6 * (count - 1 - index)))
        if index > 0 { return 0x80 | bits & 0x3F }
        return count == 2 ? 0xC0 | bits : count == 3 ? 0xE0 | bits : 0xF0 | bits
    }
}
