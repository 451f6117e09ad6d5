package import IPC

/// The table of paths.
package enum Routes {
    /// Finds the route of a request target: query, trailing slashes, doubled `/v1` and doubled slashes do not matter.
    package static func match(_ bytes: RawSpan, target: Range<Int>) -> Route {
        let path = pathOnly(bytes, target)
        let route = lookUp(bytes, withoutPrefix(bytes, path))
        guard route == .unknown, hasDoubledSlash(bytes, path) else { return route }
        let collapsed = collapsed(bytes, path)
        let span = collapsed.span.bytes
        return lookUp(span, withoutPrefix(span, 0..<collapsed.count))
    }

    /// The dialect whose errors a client of this path understands.
    package static func dialect(_ bytes: RawSpan, target: Range<Int>) -> Dialect {
        let path = pathOnly(bytes, target)
        if bytes.startsIgnoringCase(path, "/v1beta/") { return .gemini }
        let rest = withoutPrefix(bytes, path)
        return bytes.startsIgnoringCase(rest, "/messages") ? .anthropic : .openaiChat
    }

    /// Cuts scheme and authority (RFC 9112 section 3.2.2), query, fragment and trailing slashes off.
    private static func pathOnly(_ bytes: RawSpan, _ target: Range<Int>) -> Range<Int> {
        var start = target.lowerBound
        if bytes.startsIgnoringCase(target, "http://") {
            start += 7
            // A query may follow at once (RFC 3986 section 3.2): what it holds is no path.
            while start < target.upperBound, bytes.byte(start) != UInt8(ascii: "/"),
                bytes.byte(start) != UInt8(ascii: "?"), bytes.byte(start) != UInt8(ascii: "#")
            { start += 1 }
        }
        var end = start
        while end < target.upperBound, bytes.byte(end) != UInt8(ascii: "?"),
            bytes.byte(end) != UInt8(ascii: "#")
        { end += 1 }
        while end > start, bytes.byte(end - 1) == UInt8(ascii: "/") { end -= 1 }
        return start..<end
    }

    /// Clients append `/v1` to a base that has it already, or leave it out.
    private static func withoutPrefix(_ bytes: RawSpan, _ path: Range<Int>) -> Range<Int> {
        var path = path
        for _ in 0..<2 {
            guard bytes.startsIgnoringCase(path, "/v1"),
                path.count == 3 || bytes.byte(path.lowerBound + 3) == UInt8(ascii: "/")
            else { break }
            path = path.lowerBound + 3..<path.upperBound
        }
        return path
    }

    private static func lookUp(_ bytes: RawSpan, _ path: Range<Int>) -> Route {
        func named(_ text: StaticString) -> Bool { bytes.matches(path, text) }
        switch path.count {
        case 0: return .description
        case 7 where named("/models"): return .models
        case 7 where named("/health"): return .health
        case 8 where named("/healthz"): return .health
        case 8 where named("/metrics"): return .metrics
        case 12 where named("/health/live"): return .live
        case 13 where named("/health/ready"): return .ready
        case 17 where named("/chat/completions"): return .chat
        case 9... where bytes.matches(path.lowerBound..<path.lowerBound + 8, "/models/"):
            let id = path.lowerBound + 8..<path.upperBound
            return decoded(bytes, id).map { .model($0) } ?? .unknown
        default: return .unknown
        }
    }

    /// Percent-decodes; nil when an escape is cut off, is no number, or stands for a control character.
    private static func decoded(_ bytes: RawSpan, _ range: Range<Int>) -> String? {
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        var offset = range.lowerBound
        while offset < range.upperBound {
            var byte = bytes.byte(offset)
            offset += 1
            if byte == UInt8(ascii: "%") {
                guard offset + 2 <= range.upperBound, let high = digit(bytes.byte(offset)),
                    let low = digit(bytes.byte(offset + 1))
                else { return nil }
                byte = high << 4 | low
                offset += 2
                guard byte >= 0x20, byte != 0x7F else { return nil }
            }
            result.append(byte)
        }
        return String(validating: result, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        Character(UnicodeScalar(byte)).hexDigitValue.map { UInt8($0) }
    }

    private static func hasDoubledSlash(_ bytes: RawSpan, _ path: Range<Int>) -> Bool {
        path.dropFirst().contains { bytes.byte($0) == 0x2F && bytes.byte($0 - 1) == 0x2F }
    }

    private static func collapsed(_ bytes: RawSpan, _ path: Range<Int>) -> [UInt8] {
        var result: [UInt8] = []
        for offset in path where bytes.byte(offset) != 0x2F || result.last != 0x2F {
            result.append(bytes.byte(offset))
        }
        return result
    }
}
