internal import NIOCore

/// Reads the chunked transfer coding of a request (RFC 9112 section 7.1).
struct ChunkedBody {
    private enum State {
        case size
        case data(Int)
        case dataEnd
        case trailers
    }

    private var state = State.size

    /// Longest line of a size or a trailer.
    private static let lineBytes = 4_096

    /// Moves what has come of the body from the connection's bytes to the body.
    ///
    /// - Parameters:
    ///   - pending: Bytes from the connection; what belongs to the body is consumed.
    ///   - body: Where the content goes.
    /// - Returns: Whether the body is complete.
    /// - Throws: What is malformed, or that the body passes `Limits.bodyBytes`.
    mutating func read(
        from pending: inout ByteBuffer, into body: inout ByteBuffer
    ) throws(RequestError) -> Bool {
        while true {
            switch state {
            case .size:
                guard let line = try Self.line(from: &pending) else { return false }
                let digits = line.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }
                guard digits.count <= 8, let size = UInt32(digits, radix: 16),
                    digits.first != "+"
                else { throw .malformed("A chunk size is malformed.") }
                guard body.readableBytes + Int(size) <= Limits.bodyBytes else {
                    throw .bodyTooLarge
                }
                state = size == 0 ? .trailers : .data(Int(size))
            case .data(let missing):
                let count = min(missing, pending.readableBytes)
                guard count > 0, var part = pending.readSlice(length: count) else { return false }
                body.writeBuffer(&part)
                state = count == missing ? .dataEnd : .data(missing - count)
            case .dataEnd:
                guard let end = pending.getInteger(at: pending.readerIndex, as: UInt16.self)
                else { return false }
                guard end == 0x0D0A else { throw .malformed("A chunk has no end.") }
                pending.moveReaderIndex(forwardBy: 2)
                state = .size
            case .trailers:
                guard let line = try Self.line(from: &pending) else { return false }
                if line.isEmpty { return true }
            }
        }
    }

    private static func line(from pending: inout ByteBuffer) throws(RequestError) -> String? {
        let view = pending.readableBytesView
        guard let end = view.firstIndex(of: 0x0A) else {
            if view.count > lineBytes { throw .malformed("A chunk line is too long.") }
            return nil
        }
        let length = end - view.startIndex
        guard length >= 1, length <= lineBytes, view[end - 1] == 0x0D,
            let text = pending.getString(at: view.startIndex, length: length - 1)
        else { throw .malformed("A chunk line is malformed.") }
        pending.moveReaderIndex(forwardBy: length + 1)
        return text
    }
}
