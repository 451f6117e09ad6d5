/// Reads header fields one line at a time and keeps what the door needs of them.
struct FieldReader {
    private var hosts = 0
    private var closes = false
    private var length: UInt64?
    private var isChunked = false

    mutating func read(
        _ bytes: RawSpan, _ line: Range<Int>, into head: inout ParsedHead
    ) throws(HTTPFault) {
        var colon = line.lowerBound
        while colon < line.upperBound, ByteClass.isToken(bytes.byte(colon)) { colon += 1 }
        guard colon > line.lowerBound, colon < line.upperBound,
            bytes.byte(colon) == UInt8(ascii: ":")
        else { throw .malformed("a header line has no valid name, or is folded") }
        let name = line.lowerBound..<colon
        let value = trimmed(bytes, colon + 1..<line.upperBound)
        for offset in value where !ByteClass.isValue(bytes.byte(offset)) {
            throw .malformed("a header value holds a control character")
        }
        try take(bytes, name, value, into: &head)
    }

    /// What can be said only when all fields are known.
    mutating func finish(_ head: inout ParsedHead) throws(HTTPFault) {
        guard hosts == 1 || hosts == 0 && head.minorVersion == 0 else {
            throw .malformed("there must be one Host header")
        }
        if isChunked {
            guard length == nil else {
                throw .malformed("Content-Length and Transfer-Encoding exclude each other")
            }
            guard head.minorVersion == 1 else {
                throw .malformed("Transfer-Encoding is not part of HTTP/1.0")
            }
            head.framing = .chunked
        } else if let length {
            head.framing = length == 0 ? .none : .length(length)
        }
    }

    private mutating func take(
        _ bytes: RawSpan, _ name: Range<Int>, _ value: Range<Int>, into head: inout ParsedHead
    ) throws(HTTPFault) {
        func named(_ text: StaticString) -> Bool { bytes.matchesIgnoringCase(name, text) }
        switch name.count {
        case 3 where named("via"): head.isForeign = true
        case 4 where named("host"):
            hosts += 1
            for offset in value where !ByteClass.isHost(bytes.byte(offset)) {
                throw .malformed("the Host header is not a host")
            }
            if Locality.isForeign(host: value, bytes) { head.isForeign = true }
        case 6 where named("origin"):
            if Locality.isForeign(origin: value, bytes) { head.isForeign = true }
        case 6 where named("expect"):
            let known = bytes.matchesIgnoringCase(value, "100-continue")
            head.expectsContinue = known && head.minorVersion == 1
            // A second field takes nothing back from the first, here and below.
            if !known { head.hasUnknownExpectation = true }
        case 7 where named("api-key"): try set(&head.azureKey, value)
        case 9 where named("x-api-key"): try set(&head.apiKey, value)
        case 9 where named("forwarded") || named("x-real-ip"): head.isForeign = true
        case 10 where named("connection"): readConnection(bytes, value, into: &head)
        case 10 where named("user-agent"):
            head.userAgent = head.userAgent ?? value
            head.forwarded.append(ParsedHead.Field(name: name, value: value))
        case 10 where named("tracestate"): head.traceStates.append(value)
        case 11 where named("traceparent"): head.traceParents.append(value)
        case 12 where named("x-request-id"): head.requestID = value
        case 13 where named("authorization"): try set(&head.authorization, value)
        case 14 where named("content-length"):
            guard length == nil else { throw .malformed("Content-Length is repeated") }
            length = try number(bytes, value)
        case 14 where named("x-goog-api-key"): try set(&head.googleKey, value)
        case 15 where named("x-forwarded-for"):
            head.isForeign = true
            head.forwardedFor.append(value)
        case 16 where named("content-encoding"):
            if !bytes.matchesIgnoringCase(value, "identity") { head.hasContentCoding = true }
        case 17 where named("transfer-encoding"):
            guard !isChunked else { throw .malformed("Transfer-Encoding is repeated") }
            guard bytes.matchesIgnoringCase(value, "chunked") else { throw .unknownTransferCoding }
            isChunked = true
        case 17 where named("anthropic-version"):
            head.hasAnthropicVersion = true
            head.forwarded.append(ParsedHead.Field(name: name, value: value))
        case 30 where named("access-control-request-headers"): head.requestedHeaders = value
        default:
            if bytes.startsIgnoringCase(name, "x-forwarded-") { head.isForeign = true }
            if ForwardedFields.contains(bytes, name) {
                head.forwarded.append(ParsedHead.Field(name: name, value: value))
            }
        }
    }

    /// Two credentials in one request would leave open which one counts.
    private func set(_ field: inout Range<Int>?, _ value: Range<Int>) throws(HTTPFault) {
        guard field == nil else { throw .malformed("a credential header is repeated") }
        field = value
    }

    private func number(_ bytes: RawSpan, _ range: Range<Int>) throws(HTTPFault) -> UInt64 {
        // 18 digits fit 64 bits whatever they are.
        guard !range.isEmpty, range.count <= 18 else {
            throw .malformed("Content-Length is not a number")
        }
        var value: UInt64 = 0
        for offset in range {
            let digit = bytes.byte(offset) &- UInt8(ascii: "0")
            guard digit <= 9 else { throw .malformed("Content-Length is not a number") }
            value = value * 10 + UInt64(digit)
        }
        return value
    }

    private mutating func readConnection(
        _ bytes: RawSpan, _ value: Range<Int>, into head: inout ParsedHead
    ) {
        var start = value.lowerBound
        while start <= value.upperBound {
            var end = start
            while end < value.upperBound, bytes.byte(end) != UInt8(ascii: ",") { end += 1 }
            let option = trimmed(bytes, start..<end)
            if bytes.matchesIgnoringCase(option, "close") {
                head.keepsAlive = false
                closes = true
                return
            }
            if !closes, bytes.matchesIgnoringCase(option, "keep-alive") { head.keepsAlive = true }
            start = end + 1
        }
    }

    private func trimmed(_ bytes: RawSpan, _ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, bytes.byte(start) == 0x20 || bytes.byte(start) == 0x09 { start += 1 }
        while end > start, bytes.byte(end - 1) == 0x20 || bytes.byte(end - 1) == 0x09 { end -= 1 }
        return start..<end
    }
}
