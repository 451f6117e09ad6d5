extension JSONWriter {
    /// Writes a member name that is known at compile time.
    ///
    /// - Parameter name: The name as text; it is escaped where it must be.
    public mutating func name(_ name: StaticString) {
        name.withRawBytes { quoted($0, isName: true) }
    }

    /// Writes a member name.
    ///
    /// - Parameter name: The name as text; it is escaped where it must be.
    public mutating func name(text name: String) {
        name.withRawBytes { quoted($0, isName: true) }
    }

    /// Writes a string that is known at compile time.
    ///
    /// - Parameter text: The text; it is escaped where it must be.
    public mutating func string(_ text: StaticString) {
        text.withRawBytes { quoted($0, isName: false) }
    }

    /// Writes a string.
    ///
    /// - Parameter text: The text; it is escaped where it must be.
    public mutating func string(_ text: String) {
        text.withRawBytes { quoted($0, isName: false) }
    }

    /// Writes a string from UTF-8.
    ///
    /// - Parameter text: UTF-8, trusted to be valid; it is escaped where it must be.
    public mutating func string(utf8 text: RawSpan) {
        quoted(text, isName: false)
    }

    /// Writes a string from UTF-8.
    ///
    /// - Parameter text: UTF-8, trusted to be valid; it is escaped where it must be.
    public mutating func string(utf8 text: [UInt8]) {
        text.withRawBytes { quoted($0, isName: false) }
    }

    /// Starts a string that is written in parts.
    public mutating func beginString() {
        beginValue()
        withBuffer { $0.append(UInt8(ascii: "\"")) }
    }

    /// Ends a string that was written in parts.
    public mutating func endString() {
        withBuffer { $0.append(UInt8(ascii: "\"")) }
    }

    /// Writes a part of a string.
    ///
    /// - Parameter text: The text; it is escaped where it must be.
    public mutating func appendToString(_ text: String) {
        text.withRawBytes { appendToString(utf8: $0) }
    }

    /// Writes a part of a string from UTF-8; a part may end inside of a character.
    ///
    /// - Parameter text: UTF-8, trusted to be valid; it is escaped where it must be.
    public mutating func appendToString(utf8 text: RawSpan) {
        withBuffer { Self.appendEscaped(text, to: &$0) }
    }

    /// Writes a part of a string that is escaped already.
    ///
    /// - Parameters:
    ///   - range: Range in bytes, as `JSONTape.contentRange` gives it; traps outside of the document.
    ///   - document: The document.
    public mutating func appendToString(escaped range: Range<Int>, of document: RawSpan) {
        withBuffer { document.append(range, to: &$0) }
    }

    /// Writes a string that needs escapes.
    ///
    /// - Parameter text: UTF-8.
    @inline(never)
    mutating func quotedWithEscapes(_ text: RawSpan) {
        beginString()
        appendToString(utf8: text)
        endString()
    }

    /// Appends text as the content of a JSON string: the two characters and the control characters
    /// that RFC 8259 section 7 demands are escaped, all else stays.
    private static func appendEscaped(_ text: RawSpan, to buffer: inout [UInt8]) {
        var start = 0
        while true {
            let end = text.endOfUnescapedRun(start)
            if end > start { text.append(start..<end, to: &buffer) }
            guard end < text.byteCount else { return }
            append(escapeOf: text.peek(end), to: &buffer)
            start = end + 1
        }
    }

    private static func append(escapeOf byte: UInt8, to buffer: inout [UInt8]) {
        buffer.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x22, 0x5C: buffer.append(byte)
        case 0x08: buffer.append(UInt8(ascii: "b"))
        case 0x09: buffer.append(UInt8(ascii: "t"))
        case 0x0A: buffer.append(UInt8(ascii: "n"))
        case 0x0C: buffer.append(UInt8(ascii: "f"))
        case 0x0D: buffer.append(UInt8(ascii: "r"))
        default:
            buffer.append(UInt8(ascii: "u"))
            buffer.append(UInt8(ascii: "0"))
            buffer.append(UInt8(ascii: "0"))
            buffer.append(hexDigit(byte >> 4))
            buffer.append(hexDigit(byte & 15))
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x57 + value
    }
}
