/// One message of application/vnd.amazon.eventstream, as ranges of the bytes it was found in.
///
/// Big-endian: total length, length of the headers, checksum of these two; headers; payload; checksum of all before it
/// (facts: others, Bedrock). A header is a name with a one-byte length, a type byte and a value; only text (type 7) is
/// read, the other types are skipped by their sizes.
struct AmazonMessage {
    var range: Range<Int>
    var payload: Range<Int>
    /// `:event-type`, or "exception/" and `:exception-type` (of an error `:error-code`).
    var name: String

    private static let preludeBytes = 12
    private static let checksumBytes = 4

    /// The message that begins at `start`; nil when its end has not come.
    static func read(
        _ bytes: RawSpan, from start: Int, limit: Int
    ) throws(AnswerFailure) -> AmazonMessage? {
        guard bytes.byteCount - start >= preludeBytes else { return nil }
        let total = Int(bytes.bigEndian(at: start))
        let headers = Int(bytes.bigEndian(at: start + 4))
        guard CRC32.checksum(bytes, start..<start + 8) == bytes.bigEndian(at: start + 8) else {
            throw .malformed("an event-stream prelude has a wrong checksum")
        }
        guard total <= limit else { throw .tooLarge }
        guard total >= preludeBytes + headers + checksumBytes else {
            throw .malformed("an event-stream message has impossible lengths")
        }
        guard bytes.byteCount - start >= total else { return nil }
        let end = start + total
        let content = end - checksumBytes
        guard CRC32.checksum(bytes, start..<content) == bytes.bigEndian(at: content) else {
            throw .malformed("an event-stream message has a wrong checksum")
        }
        let headersEnd = start + preludeBytes + headers
        let name = try readName(bytes, start + preludeBytes..<headersEnd)
        return AmazonMessage(range: start..<end, payload: headersEnd..<content, name: name)
    }

    private static func readName(
        _ bytes: RawSpan, _ range: Range<Int>
    ) throws(AnswerFailure) -> String {
        var event = ""
        var exception: String?
        var offset = range.lowerBound
        while offset < range.upperBound {
            let header = try Header.read(bytes, offset..<range.upperBound)
            switch header.name {
            case ":event-type": event = header.text ?? ""
            case ":exception-type", ":error-code": exception = header.text
            default: break
            }
            offset = header.end
        }
        return exception.map { "exception/\($0)" } ?? event
    }

    private struct Header {
        var name: String
        /// Nil when it is no text.
        var text: String?
        var end: Int

        /// Bytes of a value by its type; nil where a length precedes it.
        private static func size(_ type: UInt8) throws(AnswerFailure) -> Int? {
            switch type {
            case 0, 1: 0
            case 2: 1
            case 3: 2
            case 4: 4
            case 5, 8: 8
            case 6, 7: nil
            case 9: 16
            default: throw .malformed("an event-stream header has an unknown type")
            }
        }

        static func read(_ bytes: RawSpan, _ range: Range<Int>) throws(AnswerFailure) -> Header {
            func need(_ end: Int) throws(AnswerFailure) {
                guard end <= range.upperBound else {
                    throw .malformed("an event-stream header is cut off")
                }
            }
            var offset = range.lowerBound
            let nameEnd = offset + 1 + Int(bytes.byte(at: offset))
            try need(nameEnd + 1)
            let name = bytes.text(offset + 1..<nameEnd)
            let type = bytes.byte(at: nameEnd)
            offset = nameEnd + 1
            if let size = try size(type) {
                try need(offset + size)
                return Header(name: name, text: nil, end: offset + size)
            }
            try need(offset + 2)
            let count = Int(bytes.byte(at: offset)) << 8 | Int(bytes.byte(at: offset + 1))
            offset += 2
            try need(offset + count)
            return Header(
                name: name, text: type == 7 ? bytes.text(offset..<offset + count) : nil,
                end: offset + count)
        }
    }
}

extension RawSpan {
    /// The byte at an offset that the caller has checked.
    fileprivate func byte(at offset: Int) -> UInt8 {
        withUnsafeBytes { unsafe $0[offset] }
    }

    /// Four bytes, highest first, at an offset that the caller has checked.
    fileprivate func bigEndian(at offset: Int) -> UInt32 {
        withUnsafeBytes { buffer in
            (0..<4).reduce(UInt32(0)) { value, index in
                unsafe value << 8 | UInt32(buffer[offset + index])
            }
        }
    }

    /// Bytes as text.
    fileprivate func text(_ range: Range<Int>) -> String {
        withUnsafeBytes { unsafe String(decoding: $0[range], as: UTF8.self) }
    }
}
