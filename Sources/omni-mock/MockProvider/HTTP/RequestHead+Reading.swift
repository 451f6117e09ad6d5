internal import NIOCore

extension RequestHead {
    /// Reads a complete head, as strictly as RFC 9112 asks of a server.
    ///
    /// - Parameter raw: The bytes from the request line to the empty line.
    /// - Throws: What is malformed, or contradicts itself about the body.
    init(reading raw: ByteBuffer) throws(RequestError) {
        var lines = HeadLines(raw)
        guard let line = lines.next(), lines.isClean(line) else {
            throw .malformed("The request line is malformed.")
        }
        let words = lines.words(of: line)
        guard words.count == 3, !words[0].isEmpty, !words[1].isEmpty else {
            throw .malformed("The request line is malformed.")
        }
        if lines.matches(words[2], "http/1.1") {
            minorVersion = 1
        } else if lines.matches(words[2], "http/1.0") {
            minorVersion = 0
        } else {
            throw RequestError(status: 505, message: "The protocol version is not HTTP/1.")
        }
        method = lines.text(words[0])
        target = lines.text(words[1])
        keepAlive = minorVersion == 1
        self.raw = raw
        while let line = lines.next() {
            guard lines.isClean(line), let field = lines.field(in: line) else {
                throw .malformed("A header field is malformed.")
            }
            try take(name: field.name, value: field.value, from: lines)
        }
        if isChunked, contentLength != nil {
            throw .malformed("The request has both content-length and transfer-encoding.")
        }
        if (contentLength ?? 0) > Limits.bodyBytes { throw .bodyTooLarge }
    }

    /// Notes a field if it is one of the few that matter here, told apart by length first.
    private mutating func take(
        name: Range<Int>, value: Range<Int>, from lines: HeadLines
    ) throws(RequestError) {
        switch name.count {
        case 6 where lines.matches(name, "expect"):
            expectsContinue = minorVersion == 1 && lines.matches(value, "100-continue")
        case 10 where lines.matches(name, "connection"):
            if lines.matches(value, "close") { keepAlive = false }
            if lines.matches(value, "keep-alive") { keepAlive = true }
        case 13 where lines.matches(name, "authorization"):
            authorization = lines.text(value)
        case 14 where lines.matches(name, "content-length"):
            // `Int` would take a sign, and a length never has one.
            let text = lines.text(value)
            guard text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let length = Int(text),
                contentLength == nil || contentLength == length
            else { throw .malformed("The content-length is malformed.") }
            contentLength = length
        case 17 where lines.matches(name, "transfer-encoding"):
            guard lines.matches(value, "chunked"), !isChunked else {
                throw RequestError(status: 501, message: "The transfer-encoding is not chunked.")
            }
            isChunked = true
        default: break
        }
    }
}
