// The one file of this module that holds unsafe access. Every function here is total: it compares
// with the length before it loads, and what lies past the end reads as zero or as "does not fit".

extension RawSpan {
    /// The byte at an offset; 0, which no JSON token starts with, outside the span.
    ///
    /// - Parameter offset: Offset in bytes.
    /// - Returns: The byte, or 0.
    @inline(__always)
    func peek(_ offset: Int) -> UInt8 {
        guard UInt(bitPattern: offset) < UInt(bitPattern: byteCount) else { return 0 }
        return unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
    }

    /// Whether `width` bytes can be loaded at an offset.
    ///
    /// - Parameters:
    ///   - width: How many bytes, at least 0.
    ///   - offset: Offset in bytes, at least 0.
    /// - Returns: Whether they lie inside of the span.
    @inline(__always)
    func holds(_ width: Int, at offset: Int) -> Bool {
        offset >= 0 && offset &+ width <= byteCount
    }

    /// Eight bytes, the first one lowest; zero if they are not all inside.
    ///
    /// - Parameter offset: Offset in bytes.
    /// - Returns: The bytes as a number, or 0.
    @inline(__always)
    func word64(_ offset: Int) -> UInt64 {
        guard holds(8, at: offset) else { return 0 }
        let word = unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
        return UInt64(littleEndian: word)
    }

    /// Four bytes, the first one lowest; what is past the end reads as zero.
    ///
    /// - Parameter offset: Offset in bytes.
    /// - Returns: The bytes as a number.
    @inline(__always)
    func word32(_ offset: Int) -> UInt32 {
        guard holds(4, at: offset) else {
            return UInt32(peek(offset)) | UInt32(peek(offset &+ 1)) << 8
                | UInt32(peek(offset &+ 2)) << 16 | UInt32(peek(offset &+ 3)) << 24
        }
        let word = unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt32.self)
        return UInt32(littleEndian: word)
    }

    /// Whether a range of this span holds the same bytes as another span.
    ///
    /// - Parameters:
    ///   - range: Range of this span, in bytes.
    ///   - other: What to compare with.
    /// - Returns: Whether all bytes are the same.
    @inline(__always)
    func equals(_ range: Range<Int>, _ other: RawSpan) -> Bool {
        let length = other.byteCount
        let start = range.lowerBound
        guard range.count == length, holds(length, at: start) else { return false }
        if length < 8 {
            if length >= 4 {
                return word32(start) == other.word32(0)
                    && word32(start &+ length &- 4) == other.word32(length &- 4)
            }
            for index in 0..<length where peek(start &+ index) != other.peek(index) {
                return false
            }
            return true
        }
        var index = 0
        while index &+ 8 < length {
            if word64(start &+ index) != other.word64(index) { return false }
            index &+= 8
        }
        return word64(start &+ length &- 8) == other.word64(length &- 8)
    }

    /// The text of a range that the parser has found to be UTF-8.
    ///
    /// - Parameter range: Range of this span, in bytes; traps outside of it.
    /// - Returns: The text, copied.
    func text(_ range: Range<Int>) -> String {
        unsafe extracting(range).withUnsafeBytes { buffer in
            unsafe String(decoding: buffer, as: UTF8.self)
        }
    }

    /// Offset of the first backslash in a range, or its end.
    ///
    /// - Parameters:
    ///   - start: Offset in bytes.
    ///   - end: Where to stop.
    /// - Returns: An offset in bytes, at most `end`.
    func offsetOfBackslash(_ start: Int, _ end: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var at = start
        while at &+ 8 <= end {
            let word = word64(at) ^ (ones &* 0x5C)
            let marks = (word &- ones) & ~word & (ones &* 0x80)
            if marks != 0 { return at &+ marks.trailingZeroBitCount &>> 3 }
            at &+= 8
        }
        while at < end, peek(at) != 0x5C { at &+= 1 }
        return at
    }

    /// Appends a range of this span to an array.
    ///
    /// - Parameters:
    ///   - range: Range of this span, in bytes; traps outside of it.
    ///   - buffer: Where the bytes go.
    @inline(__always)
    func append(_ range: Range<Int>, to buffer: inout [UInt8]) {
        unsafe extracting(range).withUnsafeBytes { source in
            unsafe buffer.append(contentsOf: source)
        }
    }
}

extension StaticString {
    /// Calls `body` with the UTF-8 of the literal.
    ///
    /// - Parameter body: What reads the bytes.
    /// - Returns: What `body` returns.
    @inline(__always)
    func withRawBytes<Result>(_ body: (RawSpan) -> Result) -> Result {
        guard hasPointerRepresentation else {
            return String(unicodeScalar).withRawBytes(body)
        }
        let text = unsafe RawSpan(
            _unsafeStart: UnsafeRawPointer(utf8Start), byteCount: utf8CodeUnitCount)
        return body(text)
    }
}

extension String {
    /// Calls `body` with the UTF-8 of the text; no copy, no allocation.
    ///
    /// - Parameter body: What reads the bytes.
    /// - Returns: What `body` returns.
    @inline(__always)
    func withRawBytes<Result>(_ body: (RawSpan) -> Result) -> Result {
        unsafe body(utf8Span.span.bytes)
    }
}

extension Array where Element == UInt8 {
    /// Calls `body` with the bytes of the array; no copy, no allocation.
    ///
    /// - Parameter body: What reads the bytes.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws.
    @inline(__always)
    func withRawBytes<Result, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe try body(span.bytes)
    }

    /// Appends bytes with at most two bytes before and two behind them, in one step.
    ///
    /// - Parameters:
    ///   - text: The bytes.
    ///   - comma: Whether a comma comes first.
    ///   - quotes: Whether quotes stand around the bytes.
    ///   - colon: Whether a colon comes last.
    @inline(__always)
    mutating func append(_ text: RawSpan, comma: Bool, quotes: Bool, colon: Bool) {
        append(addingCapacity: text.byteCount &+ 4) { output in
            if comma { output.append(UInt8(ascii: ",")) }
            if quotes { output.append(UInt8(ascii: "\"")) }
            unsafe output.withUnsafeMutableBufferPointer { buffer, count in
                unsafe text.withUnsafeBytes { source in
                    let target = unsafe UnsafeMutableRawBufferPointer(
                        rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                    unsafe target.copyMemory(from: source)
                    count += source.count
                }
            }
            if quotes { output.append(UInt8(ascii: "\"")) }
            if colon { output.append(UInt8(ascii: ":")) }
        }
    }
}
