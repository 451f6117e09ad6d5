/// The parts of a request target (RFC 9112 section 3.2), as ranges of the head.
package struct RequestTarget {
    /// The path without scheme, authority and trailing slashes.
    package let path: Range<Int>
    /// What stands between the question mark and the fragment.
    package let query: Range<Int>

    /// Takes a target apart.
    package init(_ bytes: RawSpan, _ target: Range<Int>) {
        var start = target.lowerBound
        if bytes.startsIgnoringCase(target, "http://") {
            // A query may follow the authority at once (RFC 3986 section 3.2): what it holds is no path.
            start = Self.end(bytes, start + 7..<target.upperBound) { byte in
                byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
            }
        }
        var end = Self.end(bytes, start..<target.upperBound) { byte in
            byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
        }
        if end < target.upperBound, bytes.byte(end) == UInt8(ascii: "?") {
            let from = end + 1
            query =
                from..<Self.end(bytes, from..<target.upperBound) { $0 == UInt8(ascii: "#") }
        } else {
            query = end..<end
        }
        while end > start, bytes.byte(end - 1) == UInt8(ascii: "/") { end -= 1 }
        path = start..<end
    }

    /// Where the values of the query's parameter `name` stand, still percent-encoded.
    package func values(of name: StaticString, in bytes: RawSpan) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var start = query.lowerBound
        while start < query.upperBound {
            let end = Self.end(bytes, start..<query.upperBound) { $0 == UInt8(ascii: "&") }
            let equals = Self.end(bytes, start..<end) { $0 == UInt8(ascii: "=") }
            if bytes.matches(start..<equals, name) { found.append(min(equals + 1, end)..<end) }
            start = end + 1
        }
        return found
    }

    private static func end(
        _ bytes: RawSpan, _ range: Range<Int>, at isEnd: (UInt8) -> Bool
    ) -> Int {
        var offset = range.lowerBound
        while offset < range.upperBound, !isEnd(bytes.byte(offset)) { offset += 1 }
        return offset
    }
}
