/// The first line of a request: method, target, version (RFC 9112 section 3).
enum RequestLine {
    static func parse(
        _ bytes: RawSpan, _ line: Range<Int>, into head: inout ParsedHead
    ) throws(HTTPFault) {
        let methodEnd = end(bytes, line, where: ByteClass.isToken)
        guard methodEnd > line.lowerBound, methodEnd < line.upperBound,
            bytes.byte(methodEnd) == 0x20
        else { throw .malformed("the request line does not start with a method and a space") }
        let rest = methodEnd + 1..<line.upperBound
        let targetEnd = end(bytes, rest, where: ByteClass.isTarget)
        guard targetEnd > rest.lowerBound, targetEnd < line.upperBound,
            bytes.byte(targetEnd) == 0x20
        else { throw .malformed("the request target is missing or holds a forbidden byte") }
        try checkForm(bytes, rest.lowerBound..<targetEnd)
        head.method = HTTPMethod(bytes, line.lowerBound..<methodEnd)
        head.target = rest.lowerBound..<targetEnd
        head.minorVersion = try version(bytes, targetEnd + 1..<line.upperBound)
        head.keepsAlive = head.minorVersion >= 1
    }

    /// A path, a whole URL or an asterisk (RFC 9112 section 3.2).
    private static func checkForm(
        _ bytes: RawSpan, _ target: Range<Int>
    ) throws(HTTPFault) {
        guard
            bytes.byte(target.lowerBound) == UInt8(ascii: "/") || bytes.matches(target, "*")
                || bytes.startsIgnoringCase(target, "http://")
        else { throw .malformed("the request target is neither a path nor a URL") }
    }

    private static func version(
        _ bytes: RawSpan, _ range: Range<Int>
    ) throws(HTTPFault) -> UInt8 {
        guard range.count == 8, bytes.matches(range.lowerBound..<range.lowerBound + 5, "HTTP/"),
            bytes.byte(range.lowerBound + 6) == UInt8(ascii: ".")
        else { throw .malformed("the request line does not end with HTTP/1.1") }
        let major = bytes.byte(range.lowerBound + 5) &- UInt8(ascii: "0")
        let minor = bytes.byte(range.lowerBound + 7) &- UInt8(ascii: "0")
        guard major <= 9, minor <= 9 else {
            throw .malformed("the request line does not end with HTTP/1.1")
        }
        guard major == 1 else { throw .unknownVersion }
        // A higher minor version is answered as the highest known one (RFC 9110 section 2.5).
        return min(minor, 1)
    }

    @inline(__always)
    private static func end(
        _ bytes: RawSpan, _ range: Range<Int>, where allowed: (UInt8) -> Bool
    ) -> Int {
        var offset = range.lowerBound
        while offset < range.upperBound, allowed(bytes.byte(offset)) { offset += 1 }
        return offset
    }
}
