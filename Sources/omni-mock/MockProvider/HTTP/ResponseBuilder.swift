internal import NIOCore

/// Writes response heads; one for each event loop.
final class ResponseBuilder {
    private let clock: WallClock
    private let loopIndex: Int
    private var counter = 0

    /// Builds heads and ids of one loop.
    ///
    /// - Parameters:
    ///   - clock: Tells the date.
    ///   - loopIndex: Keeps the ids of different loops apart.
    init(clock: WallClock, loopIndex: Int) {
        self.clock = clock
        self.loopIndex = loopIndex
    }

    /// Seconds since 1970.
    var seconds: Int { clock.seconds }

    /// A number that no other answer of this process has, in 16 digits.
    func nextId() -> String {
        counter += 1
        let digits = String(loopIndex << 48 | counter, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    /// A response with a body that is there.
    ///
    /// - Parameters:
    ///   - status: HTTP status.
    ///   - type: `content-type`.
    ///   - body: The body.
    ///   - head: The request; nil if there was none that could be read.
    ///   - fields: More header fields, each with its line end.
    ///   - dialect: Says which header field names the request.
    ///   - requestId: Its name; nil makes one.
    /// - Returns: The response.
    func whole(
        _ status: Int, type: StaticString = "application/json", body: ByteBuffer,
        for head: RequestHead?, fields: String = "", dialect: Dialect = .openaiChat,
        requestId: String? = nil
    ) -> Response {
        let closes = !(head?.keepAlive ?? false)
        var bytes = start(status, closes: closes)
        writeIdentity(dialect, requestId, to: &bytes)
        bytes.writeStaticString("content-type: ")
        bytes.writeStaticString(type)
        bytes.writeStaticString("\r\n")
        bytes.writeString(fields)
        bytes.writeStaticString("content-length: ")
        bytes.writeDecimal(body.readableBytes)
        bytes.writeStaticString("\r\n\r\n")
        return Response(
            status: status, head: bytes, framing: .length, source: .whole(body), closes: closes)
    }

    /// A recorded response that was no stream.
    ///
    /// - Parameters:
    ///   - recording: What was recorded.
    ///   - head: The request.
    /// - Returns: The response.
    func recorded(_ recording: Recording, for head: RequestHead) -> Response {
        var bytes = start(recording.status, closes: !head.keepAlive)
        bytes.writeString(recording.fields)
        bytes.writeStaticString("content-length: ")
        bytes.writeDecimal(recording.body.readableBytes)
        bytes.writeStaticString("\r\n\r\n")
        return Response(
            status: recording.status, head: bytes, framing: .length, source: .whole(recording.body),
            closes: !head.keepAlive)
    }

    /// A response with a body that comes in parts.
    ///
    /// - Parameters:
    ///   - status: HTTP status.
    ///   - source: The body.
    ///   - head: The request.
    ///   - fields: More header fields, `content-type` among them, each with its line end.
    ///   - dialect: Says which header field names the request.
    ///   - isRecorded: Whether the fields are those of a recording, and complete.
    /// - Returns: The response.
    func parts(
        _ status: Int, source: Response.Source, for head: RequestHead, fields: String,
        dialect: Dialect = .openaiChat, isRecorded: Bool = false
    ) -> Response {
        let framing: Response.Framing = head.minorVersion == 0 ? .close : .chunked
        let closes = framing == .close || !head.keepAlive
        var bytes = start(status, closes: closes)
        if !isRecorded { writeIdentity(dialect, nil, to: &bytes) }
        bytes.writeString(fields)
        bytes.writeStaticString(
            framing == .chunked ? "transfer-encoding: chunked\r\n\r\n" : "\r\n")
        return Response(
            status: status, head: bytes, framing: framing, source: source, closes: closes)
    }

    private func start(_ status: Int, closes: Bool) -> ByteBuffer {
        var bytes = ByteBuffer()
        bytes.reserveCapacity(384)
        bytes.writeStaticString("HTTP/1.1 ")
        bytes.writeDecimal(status)
        bytes.writeStaticString(Self.phrase(of: status))
        bytes.writeStaticString("\r\ndate: ")
        bytes.writeImmutableBuffer(clock.date)
        bytes.writeStaticString(
            closes
                ? "\r\nserver: omni-mock\r\nconnection: close\r\n"
                : "\r\nserver: omni-mock\r\n")
        return bytes
    }

    /// The header fields that a recording brings along itself.
    private func writeIdentity(
        _ dialect: Dialect, _ requestId: String?, to bytes: inout ByteBuffer
    ) {
        guard let start = dialect.identityFields else { return }
        bytes.writeStaticString(start)
        if let requestId {
            bytes.writeString(requestId)
        } else {
            bytes.writeStaticString("req_mock_")
            bytes.writeString(nextId())
        }
        bytes.writeStaticString("\r\n")
    }

    private static func phrase(of status: Int) -> StaticString {
        switch status {
        case 200: " OK"
        case 400: " Bad Request"
        case 401: " Unauthorized"
        case 403: " Forbidden"
        case 404: " Not Found"
        case 429: " Too Many Requests"
        case 500: " Internal Server Error"
        case 503: " Service Unavailable"
        // A phrase may be empty, the space before it may not be missing (RFC 9112 section 4).
        default: " "
        }
    }
}
