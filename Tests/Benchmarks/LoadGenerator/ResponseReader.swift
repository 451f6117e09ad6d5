/// Reads the responses of one connection, in whatever pieces they come.
///
/// Knows what servers of this kind send: a status line, `Content-Length` or chunks, keep-alive.
struct ResponseReader {
    /// What makes a connection useless.
    enum Failure: Error, Equatable {
        case headTooLong
        case malformed
    }

    private enum State {
        case head
        case fixed(remaining: Int)
        case size(value: Int, digits: Int, inExtension: Bool)
        case data(remaining: Int)
        case dataEnd(remaining: Int)
        case trailer(length: Int)
        case done
    }

    static let headBytes = 64 << 10

    private var state = State.head
    private var head: [UInt8] = []
    /// Status of the present response; 0 before its head is whole.
    private(set) var status = 0
    /// Whether the server takes another request on this connection.
    private(set) var isReusable = true

    /// Whether nothing of the present response has come.
    var isUntouched: Bool {
        if case .head = state { return head.isEmpty }
        return false
    }

    /// Gets ready for the next response.
    mutating func reset() {
        state = .head
        head.removeAll(keepingCapacity: true)
        status = 0
    }

    /// Takes bytes, gives pieces of the body to `body`, and says whether the response is whole.
    mutating func read(
        _ bytes: UnsafeRawBufferPointer, body: (UnsafeRawBufferPointer) -> Void
    ) throws(Failure) -> Bool {
        var position = 0
        while true {
            switch state {
            case .done:
                // One request is under way at a time, so nothing may follow its answer.
                guard position == bytes.count else { throw .malformed }
                return true
            case .fixed(0): state = .done
            case .data(0): state = .dataEnd(remaining: 2)
            case .dataEnd(0): state = .size(value: 0, digits: 0, inExtension: false)
            default:
                guard position < bytes.count else { return false }
                try step(bytes, &position, body: body)
            }
        }
    }

    private mutating func step(
        _ bytes: UnsafeRawBufferPointer, _ position: inout Int,
        body: (UnsafeRawBufferPointer) -> Void
    ) throws(Failure) {
        switch state {
        case .head:
            try readHead(bytes, &position)
        case .fixed(let remaining), .data(let remaining):
            let length = min(remaining, bytes.count - position)
            body(UnsafeRawBufferPointer(rebasing: bytes[position..<position + length]))
            position += length
            if case .fixed = state {
                state = .fixed(remaining: remaining - length)
            } else {
                state = .data(remaining: remaining - length)
            }
        case .dataEnd(let remaining):
            guard bytes[position] == (remaining == 2 ? 0x0D : 0x0A) else { throw .malformed }
            position += 1
            state = .dataEnd(remaining: remaining - 1)
        case .size(let value, let digits, let inExtension):
            let byte = bytes[position]
            position += 1
            try readSize(byte, value, digits, inExtension)
        case .trailer(let length):
            let byte = bytes[position]
            position += 1
            if byte == 0x0A {
                state = length == 0 ? .done : .trailer(length: 0)
            } else if byte != 0x0D {
                guard length < Self.headBytes else { throw .headTooLong }
                state = .trailer(length: length + 1)
            }
        case .done: break
        }
    }

    private mutating func readSize(
        _ byte: UInt8, _ value: Int, _ digits: Int, _ inExtension: Bool
    ) throws(Failure) {
        if byte == 0x0A {
            guard digits > 0 else { throw .malformed }
            state = value == 0 ? .trailer(length: 0) : .data(remaining: value)
        } else if inExtension || byte == 0x0D {
            state = .size(value: value, digits: digits, inExtension: true)
        } else if let digit = Character(UnicodeScalar(byte)).hexDigitValue, digits < 8 {
            state = .size(value: value << 4 | digit, digits: digits + 1, inExtension: false)
        } else if byte == UInt8(ascii: ";") {
            state = .size(value: value, digits: digits, inExtension: true)
        } else {
            throw .malformed
        }
    }

    private mutating func readHead(
        _ bytes: UnsafeRawBufferPointer, _ position: inout Int
    ) throws(Failure) {
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            head.append(byte)
            guard head.count <= Self.headBytes else { throw .headTooLong }
            if byte == 0x0A, head.count >= 4, head[head.count - 3] == 0x0A {
                return try finishHead()
            }
        }
    }

    private mutating func finishHead() throws(Failure) {
        let fields = HeadFields(head)
        guard let code = fields.status else { throw .malformed }
        status = code
        isReusable = !fields.closes
        if fields.isChunked {
            state = .size(value: 0, digits: 0, inExtension: false)
        } else if let length = fields.contentLength {
            state = .fixed(remaining: length)
        } else {
            throw .malformed
        }
    }
}
