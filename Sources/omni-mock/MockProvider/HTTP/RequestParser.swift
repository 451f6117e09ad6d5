package import NIOCore

#if canImport(Glibc)
    internal import Glibc
#endif

/// Turns the bytes of a connection into requests, one after another.
package struct RequestParser {
    /// What the bytes so far amount to.
    package enum Event {
        /// More bytes are needed.
        case incomplete
        /// A head whose body is still to come; reported once.
        case headArrived(RequestHead)
        /// A whole request.
        case request(MockRequest)
    }

    private enum State {
        case head
        case sized(RequestHead)
        case chunked(RequestHead, ChunkedBody)
    }

    private var state = State.head
    private var pending = ByteBuffer()
    private var body = ByteBuffer()
    /// How much of `pending` is known to hold no end of a head.
    private var scanned = 0

    /// A parser at the start of a connection.
    package init() {}

    /// Bytes held, of a request in progress or read ahead.
    package var bufferedBytes: Int { pending.readableBytes + body.readableBytes }

    /// The body so far of a request whose head has arrived.
    package var partialBody: ByteBuffer { body }

    /// Takes bytes from the connection; `next()` says what they mean.
    ///
    /// - Parameter bytes: What was read.
    package mutating func receive(_ bytes: ByteBuffer) {
        if pending.readableBytes == 0 {
            pending = bytes
        } else {
            var bytes = bytes
            pending.writeBuffer(&bytes)
        }
    }

    /// The next thing that the received bytes amount to.
    ///
    /// - Throws: Why the connection cannot go on.
    package mutating func next() throws(RequestError) -> Event {
        switch state {
        case .head:
            guard let length = headLength(), let raw = pending.readSlice(length: length) else {
                guard pending.readableBytes <= Limits.headBytes else { throw .headTooLarge }
                return .incomplete
            }
            scanned = 0
            return try begin(RequestHead(reading: raw))
        case .sized(let head):
            return continueSized(head)
        case .chunked(let head, var chunks):
            // The state must not hold the second reference to a growing body.
            let isComplete = try chunks.read(from: &pending, into: &body)
            state = .chunked(head, chunks)
            return isComplete ? finish(head) : .incomplete
        }
    }

    private mutating func begin(_ head: RequestHead) throws(RequestError) -> Event {
        if head.isChunked {
            var chunks = ChunkedBody()
            let isComplete = try chunks.read(from: &pending, into: &body)
            if isComplete { return finish(head) }
            state = .chunked(head, chunks)
            return .headArrived(head)
        }
        let length = head.contentLength ?? 0
        if let whole = pending.readSlice(length: length) {
            return .request(MockRequest(head: head, body: whole))
        }
        // The rest of what is pending belongs to this body. Memory is reserved for what has come
        // and a little more, not for what was announced.
        body.reserveCapacity(min(length, max(Limits.keptBodyBytes, pending.readableBytes)))
        body.writeBuffer(&pending)
        pending = ByteBuffer()
        state = .sized(head)
        return .headArrived(head)
    }

    private mutating func continueSized(_ head: RequestHead) -> Event {
        let missing = (head.contentLength ?? 0) - body.readableBytes
        if var part = pending.readSlice(length: min(missing, pending.readableBytes)) {
            body.writeBuffer(&part)
        }
        if pending.readableBytes == 0 { pending = ByteBuffer() }
        return body.readableBytes == head.contentLength ? finish(head) : .incomplete
    }

    private mutating func finish(_ head: RequestHead) -> Event {
        let whole = body
        body = ByteBuffer()
        state = .head
        return .request(MockRequest(head: head, body: whole))
    }

    /// Length of the head at the start of `pending`, its empty line included.
    private mutating func headLength() -> Int? {
        // Empty lines before a request line are to be ignored (RFC 9112 section 2.2).
        while pending.getInteger(at: pending.readerIndex, as: UInt16.self) == 0x0D0A {
            pending.moveReaderIndex(forwardBy: 2)
        }
        let from = max(0, scanned - 3)
        scanned = pending.readableBytes
        let found = pending.withUnsafeReadableBytes { Self.endOfHead(in: $0, from: from) }
        guard let found, found <= Limits.headBytes else { return nil }
        return found
    }

    /// The offset behind the first empty line.
    private static func endOfHead(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        var offset = start
        while offset < bytes.count {
            guard let feed = memchr(base + offset, 0x0A, bytes.count - offset) else { return nil }
            let index = UnsafeRawPointer(feed) - base
            if index + 2 < bytes.count, index > 0, bytes[index - 1] == 0x0D,
                bytes[index + 1] == 0x0D, bytes[index + 2] == 0x0A
            {
                return index + 3
            }
            offset = index + 1
        }
        return nil
    }
}
