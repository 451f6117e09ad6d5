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
        writeStatusLine(status, to: &output)
        if let contentType {
            output.writeStaticString("content-type: ")
            output.writeStaticString(contentType)
            output.writeStaticString("\r\n")
        }
        if let length { writeLength(UInt64(length), to: &output) }
        if !extra.isEmpty { output.writeString(extra) }
        finish(common, to: &output)
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
        writeStatusLine(Int(head.status), to: &output)
        for field in head.headers where mayPass(field, isManaged: common.isManaged) {
            output.writeString(field.name)
            output.writeStaticString(": ")
            output.writeString(field.value)
            output.writeStaticString("\r\n")
        }
        if head.streaming {
            output.writeStaticString("cache-control: no-cache\r\nx-accel-buffering: no\r\n")
        }
        switch framing {
        case .length(let length): writeLength(length, to: &output)
        case .chunked: output.writeStaticString("transfer-encoding: chunked\r\n")
        case .none:
            // Not with 204 (RFC 9110 section 8.6): some readers would wait for that many bytes.
            if head.status != 204, let length = head.contentLength {
                writeLength(length, to: &output)
            }
        case .untilClose: break
        }
        finish(common, to: &output)
    }

    private static func finish(_ common: Common, to output: inout ByteBuffer) {
        if !common.rateFields.isEmpty { output.writeString(common.rateFields) }
        output.writeStaticString("x-request-id: ")
        output.writeString(common.requestID)
        if common.isAnthropic {
            output.writeStaticString("\r\nrequest-id: ")
            output.writeString(common.requestID)
        }
        if !common.isManaged { output.writeStaticString("\r\naccess-control-allow-origin: *") }
        output.writeStaticString("\r\ndate: ")
        output.writeBytes(common.date)
        if common.closes {
            output.writeStaticString("\r\nconnection: close\r\n\r\n")
        } else if common.isOldVersion {
            output.writeStaticString("\r\nconnection: keep-alive\r\n\r\n")
        } else {
            output.writeStaticString("\r\n\r\n")
        }
    }

    private static func writeLength(_ length: UInt64, to output: inout ByteBuffer) {
        output.writeStaticString("content-length: ")
        output.writeDecimal(length)
        output.writeStaticString("\r\n")
    }

    private static func writeStatusLine(_ status: Int, to output: inout ByteBuffer) {
        output.writeStaticString("HTTP/1.1 ")
        output.writeDecimal(UInt64(status))
        output.writeStaticString(" ")
        output.writeStaticString(reason(status))
        output.writeStaticString("\r\n")
    }

    /// A value from a provider must not be able to end the head; a name that is not one would break the client.
    private static func mayPass(_ field: Header, isManaged: Bool) -> Bool {
        switch field.name.lowercased() {
        case "connection", "keep-alive", "transfer-encoding", "content-length", "date", "upgrade",
            "x-request-id", "request-id", "access-control-allow-origin":
            return false
        case "cache-control", "x-accel-buffering", "set-cookie": return isManaged && isSound(field)
        default: return isSound(field)
        }
    }

    private static func isSound(_ field: Header) -> Bool {
        !field.name.isEmpty && field.name.utf8.allSatisfy(ByteClass.isToken)
            && field.value.utf8.allSatisfy(ByteClass.isValue)
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
