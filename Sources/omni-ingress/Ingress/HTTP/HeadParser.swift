/// Reads the head of a request (RFC 9112) from bytes that come in pieces.
///
/// The end of the head is searched for once over each byte; only a whole head is parsed. Strict: a bare line feed, a folded
/// line, a space before the colon, a repeated length, a length beside chunks are all refused, because two readers that
/// disagree about them are how requests are smuggled.
package struct HeadParser {
    /// Where each line starts and ends (without CRLF), for the head being read.
    private var lines: [Range<Int>] = []
    private var lineStart = 0
    private var searched = 0

    /// A parser at the start of a request.
    package init() {
        lines.reserveCapacity(32)
    }

    /// Forgets what was read, for the next request.
    package mutating func reset() {
        lines.removeAll(keepingCapacity: true)
        lineStart = 0
        searched = 0
    }

    /// Reads on.
    ///
    /// - Parameter bytes: All unread bytes of the connection; those seen before come again.
    /// - Returns: The head; nil while it is not complete.
    /// - Throws: What is wrong with it, as soon as that is known.
    package mutating func parse(_ bytes: RawSpan) throws(HTTPFault) -> ParsedHead? {
        if searched == 0, bytes.byteCount > 0 { try checkFirst(bytes.byte(0)) }
        guard try findEnd(bytes) else {
            guard bytes.byteCount <= DoorLimits.headBytes else { throw .headTooLong }
            return nil
        }
        var head = ParsedHead()
        head.length = lineStart
        try RequestLine.parse(bytes, lines[0], into: &head)
        var fields = FieldReader()
        for line in lines.dropFirst() { try fields.read(bytes, line, into: &head) }
        try fields.finish(&head)
        return head
    }

    /// A TLS handshake or other noise is refused at its first byte instead of waiting for a line end.
    private func checkFirst(_ byte: UInt8) throws(HTTPFault) {
        guard Self.mayBegin(byte) else {
            throw .malformed("this is not HTTP; the gateway speaks plain HTTP/1.1 here")
        }
    }

    /// Whether a request may begin with that byte, or the empty line before it.
    static func mayBegin(_ byte: UInt8) -> Bool {
        let isLetter = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "z")
        return isLetter || byte == 0x0D || byte == 0x0A
    }

    private mutating func findEnd(_ bytes: RawSpan) throws(HTTPFault) -> Bool {
        while let end = bytes.lineFeed(from: searched) {
            searched = end + 1
            guard searched <= DoorLimits.headBytes else { throw .headTooLong }
            guard end > lineStart, bytes.byte(end - 1) == 0x0D else {
                throw .malformed("a line does not end with CRLF")
            }
            let line = lineStart..<end - 1
            lineStart = searched
            if line.isEmpty {
                // One empty line before a request is tolerated (RFC 9112 section 2.2).
                guard lines.isEmpty else { return true }
                guard line.lowerBound == 0 else { throw .malformed("empty lines, no request") }
                continue
            }
            lines.append(line)
            guard lines.count <= DoorLimits.headFields + 1 else { throw .tooManyFields }
        }
        searched = bytes.byteCount
        return false
    }
}
