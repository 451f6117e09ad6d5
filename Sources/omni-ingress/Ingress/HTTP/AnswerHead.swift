package import IPC
package import NIOCore

/// Writes the head of an answer.
package enum AnswerHead {
    /// What every answer carries.
    package struct Common {
        /// Returned as `x-request-id`.
        package var requestID: String
        /// Text of the `date` header.
        package var date: [UInt8]
        /// Returned as `request-id` too, where clients of Anthropic look for it.
        package var isAnthropic: Bool
        /// The connection ends after this answer.
        package var closes: Bool
        /// The client spoke HTTP/1.0 and must be told that the connection stays.
        package var isOldVersion: Bool
        /// Whole header lines that tell of the key's rate, each with its CRLF.
        package var rateFields: String
        /// It is the management API's: no page of elsewhere may read it, and it may set cookies.
        package var isManaged: Bool

        /// Gathers what every answer carries.
        package init(
            requestID: String, isAnthropic: Bool = false, date: [UInt8], closes: Bool,
            isOldVersion: Bool = false, rateFields: String = "", isManaged: Bool = false
        ) {
            self.requestID = requestID
            self.isAnthropic = isAnthropic
            self.date = date
            self.closes = closes
            self.isOldVersion = isOldVersion
            self.rateFields = rateFields
            self.isManaged = isManaged
        }
    }

    /// Appends the head of an answer that the door makes itself.
    ///
    /// - Parameters:
    ///   - status: HTTP status.
    ///   - contentType: Nil without a body.
    ///   - length: Bytes of the body; nil for 204.
    ///   - extra: Whole header lines, each with its CRLF.
    ///   - common: What every answer carries.
    ///   - output: Where bytes are appended.
    package static func writeOwn(
        status: Int, contentType: StaticString?, length: Int?, extra: String = "",
        common: Common, to output: inout ByteBuffer
    ) {
        var text = HeadText()
        writeStatusLine(status, to: &text)
        if let contentType {
            text.add("content-type: ")
            text.add(contentType)
            text.add("\r\n")
        }
        if let length { writeLength(UInt64(length), to: &text) }
        text.add(extra)
        finish(common, to: &text)
        output.writeBytes(text.bytes)
    }

    /// Appends the head that translate or admin sent.
    ///
    /// - Parameters:
    ///   - head: As it was sent; fields that belong to the connection are ours and are left out.
    ///   - framing: How the body will be framed.
    ///   - common: What every answer carries.
    ///   - output: Where bytes are appended.
    package static func write(
        _ head: ResponseHead, framing: AnswerBody.Framing, common: Common,
        to output: inout ByteBuffer
    ) {
        var text = HeadText()
        writeStatusLine(Int(head.status), to: &text)
        for field in head.headers where mayPass(field, isManaged: common.isManaged) {
            text.add(field.name)
            text.add(": ")
            text.add(field.value)
            text.add("\r\n")
        }
        if head.streaming {
            text.add("cache-control: no-cache\r\nx-accel-buffering: no\r\n")
        }
        switch framing {
        case .length(let length): writeLength(length, to: &text)
        case .chunked: text.add("transfer-encoding: chunked\r\n")
        case .none:
            // Not with 204 (RFC 9110 section 8.6): some readers would wait for that many bytes.
            if head.status != 204, let length = head.contentLength {
                writeLength(length, to: &text)
            }
        case .untilClose: break
        }
        finish(common, to: &text)
        output.writeBytes(text.bytes)
    }

    private static func finish(_ common: Common, to text: inout HeadText) {
        text.add(common.rateFields)
        text.add("x-request-id: ")
        text.add(common.requestID)
        if common.isAnthropic {
            text.add("\r\nrequest-id: ")
            text.add(common.requestID)
        }
        if !common.isManaged { text.add("\r\naccess-control-allow-origin: *") }
        text.add("\r\ndate: ")
        text.add(common.date)
        if common.closes {
            text.add("\r\nconnection: close\r\n\r\n")
        } else if common.isOldVersion {
            text.add("\r\nconnection: keep-alive\r\n\r\n")
        } else {
            text.add("\r\n\r\n")
        }
    }

    private static func writeLength(_ length: UInt64, to text: inout HeadText) {
        text.add("content-length: ")
        text.add(length)
        text.add("\r\n")
    }

    private static func writeStatusLine(_ status: Int, to text: inout HeadText) {
        text.add("HTTP/1.1 ")
        text.add(UInt64(status))
        text.add(" ")
        text.add(reason(status))
        text.add("\r\n")
    }

    /// Fields of the connection, and those that we write ourselves.
    private static let ours: [StaticString] = [
        "connection", "keep-alive", "transfer-encoding", "content-length", "date", "upgrade",
        "x-request-id", "request-id", "access-control-allow-origin",
    ]
    /// Fields that pass in answers of the management API only.
    private static let managed: [StaticString] = [
        "cache-control", "x-accel-buffering", "set-cookie",
    ]

    /// A value from a provider must not be able to end the head; a name that is not one would break the client.
    private static func mayPass(_ field: Header, isManaged: Bool) -> Bool {
        var (name, value) = (field.name, field.value)
        let isNamePassed = name.withUTF8 { name in
            guard !name.isEmpty, name.allSatisfy({ ByteClass.isToken($0) }) else { return false }
            let (bytes, whole) = (name.span.bytes, 0..<name.count)
            if ours.contains(where: { bytes.matchesIgnoringCase(whole, $0) }) { return false }
            return isManaged || !managed.contains { bytes.matchesIgnoringCase(whole, $0) }
        }
        return isNamePassed
            && value.withUTF8 { value in value.allSatisfy { ByteClass.isValue($0) } }
    }

    /// Reason phrases; clients ignore them, people read them.
    private static func reason(_ status: Int) -> StaticString {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 304: "Not Modified"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 402: "Payment Required"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 422: "Unprocessable Content"
        case 423: "Locked"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        case 529: "Overloaded"
        default: status < 400 ? "OK" : "Error"
        }
    }
}
