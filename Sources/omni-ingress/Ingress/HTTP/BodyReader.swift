/// Takes the framing off a request's body (RFC 9112 sections 6 and 7), piece by piece.
package struct BodyReader {
    /// What some input came to.
    package struct Piece: Equatable {
        /// Body bytes.
        package var data: Range<Int>
        /// Where reading goes on.
        package var next: Int
        /// Whether the body is complete.
        package var isLast: Bool
    }

    private enum State {
        case fixed(UInt64)
        case chunkSize(value: UInt64, digits: Int)
        /// Space after a chunk size, which only an extension or the line's end may follow.
        case chunkSpace(length: Int)
        case chunkExtension(length: Int)
        case chunkSizeEnd(UInt64)
        case chunkData(UInt64)
        case chunkDataEnd
        case chunkDataLineFeed
        case trailerStart
        case trailerLine
        case trailerLineEnd
        case lastLineFeed
        case complete
    }

    private var state: State
    /// Bytes that the body may have.
    package let limit: UInt64
    private var trailerBytes = 0
    private var chunkSize: UInt64 = 0
    /// Body bytes seen.
    package private(set) var received: UInt64 = 0

    /// A reader for one body.
    ///
    /// - Parameters:
    ///   - framing: As the head says.
    ///   - limit: Bytes that the body may have.
    package init(_ framing: ParsedHead.Framing, limit: UInt64) {
        self.limit = limit
        switch framing {
        case .none: state = .complete
        case .length(let length): state = .fixed(length)
        case .chunked: state = .chunkSize(value: 0, digits: 0)
        }
    }

    /// Whether all of the body has been read.
    package var isComplete: Bool {
        if case .complete = state { return true }
        return false
    }

    /// Bytes still to come when their number is known.
    package var remaining: UInt64? {
        switch state {
        case .complete: 0
        case .fixed(let length): length
        default: nil
        }
    }

    /// Reads from `offset` up to the next run of body bytes, the end of the body or the end of the input.
    package mutating func read(_ bytes: RawSpan, from offset: Int) throws(HTTPFault) -> Piece {
        var offset = offset
        while offset < bytes.byteCount {
            switch state {
            case .fixed(let left), .chunkData(let left):
                return try takeData(left, bytes, offset)
            case .complete: return Piece(data: offset..<offset, next: offset, isLast: true)
            default:
                try step(bytes.byte(offset))
                offset += 1
            }
        }
        return Piece(data: offset..<offset, next: offset, isLast: isComplete)
    }

    private mutating func takeData(
        _ left: UInt64, _ bytes: RawSpan, _ offset: Int
    ) throws(HTTPFault) -> Piece {
        let count = Int(min(left, UInt64(bytes.byteCount - offset)))
        received += UInt64(count)
        guard received <= limit else { throw .bodyTooLong }
        let rest = left - UInt64(count)
        if case .fixed = state {
            state = rest == 0 ? .complete : .fixed(rest)
        } else {
            state = rest == 0 ? .chunkDataEnd : .chunkData(rest)
        }
        return Piece(data: offset..<offset + count, next: offset + count, isLast: isComplete)
    }

    /// One byte of what surrounds the data of chunks.
    private mutating func step(_ byte: UInt8) throws(HTTPFault) {
        switch state {
        case .fixed, .chunkData, .complete: break
        case .chunkSize(let value, let digits): try sizeByte(byte, value, digits)
        case .chunkSpace(let length): try spaceByte(byte, length)
        case .chunkExtension(let length): try extensionByte(byte, length)
        case .chunkSizeEnd(let size):
            guard byte == 0x0A else { throw .malformed("a chunk size does not end with CRLF") }
            guard size <= limit - received else { throw .bodyTooLong }
            state = size == 0 ? .trailerStart : .chunkData(size)
        case .chunkDataEnd:
            guard byte == 0x0D else { throw .malformed("a chunk is longer than its size") }
            state = .chunkDataLineFeed
        case .chunkDataLineFeed:
            guard byte == 0x0A else { throw .malformed("a chunk does not end with CRLF") }
            state = .chunkSize(value: 0, digits: 0)
        case .trailerStart: state = byte == 0x0D ? .lastLineFeed : try trailerByte(byte)
        case .trailerLine: state = byte == 0x0D ? .trailerLineEnd : try trailerByte(byte)
        case .trailerLineEnd:
            guard byte == 0x0A else { throw .malformed("a trailer line does not end with CRLF") }
            state = .trailerStart
        case .lastLineFeed:
            guard byte == 0x0A else { throw .malformed("the body does not end with CRLF") }
            state = .complete
        }
    }

    private mutating func sizeByte(
        _ byte: UInt8, _ value: UInt64, _ digits: Int
    ) throws(HTTPFault) {
        if let digit = Self.hexDigit(byte) {
            // Fifteen digits are far beyond every limit and cannot overflow.
            guard digits < 15 else { throw .malformed("a chunk size is too long") }
            state = .chunkSize(value: value << 4 | UInt64(digit), digits: digits + 1)
            return
        }
        guard digits > 0 else { throw .malformed("a chunk size is not hexadecimal") }
        switch byte {
        case 0x0D: state = .chunkSizeEnd(value)
        case UInt8(ascii: ";"):
            chunkSize = value
            state = .chunkExtension(length: 0)
        case 0x20, 0x09:
            chunkSize = value
            state = .chunkSpace(length: 0)
        default: throw .malformed("a chunk size is not hexadecimal")
        }
    }

    private mutating func spaceByte(_ byte: UInt8, _ length: Int) throws(HTTPFault) {
        switch byte {
        case 0x0D, UInt8(ascii: ";"): try extensionByte(byte, length)
        case 0x20, 0x09:
            try extensionByte(byte, length)
            state = .chunkSpace(length: length + 1)
        default: throw .malformed("a chunk size is not hexadecimal")
        }
    }

    /// Extensions mean nothing here and are skipped (RFC 9112 section 7.1.1).
    private mutating func extensionByte(_ byte: UInt8, _ length: Int) throws(HTTPFault) {
        if byte == 0x0D {
            state = .chunkSizeEnd(chunkSize)
            return
        }
        guard ByteClass.isValue(byte), length < DoorLimits.chunkExtensionBytes else {
            throw .malformed("a chunk extension is too long or holds a control character")
        }
        state = .chunkExtension(length: length + 1)
    }

    /// Trailer fields are dropped: none means anything to a gateway.
    private mutating func trailerByte(_ byte: UInt8) throws(HTTPFault) -> State {
        trailerBytes += 1
        guard trailerBytes <= DoorLimits.trailerBytes else { throw .headTooLong }
        guard ByteClass.isValue(byte) else {
            throw .malformed("a trailer holds a control character")
        }
        return .trailerLine
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
