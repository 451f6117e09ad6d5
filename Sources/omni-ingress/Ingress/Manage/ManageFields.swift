package import IPC

/// Which header fields admin gets to see: all but those of this hop (RFC 9110 section 7.6.1) and those that the door has
/// dealt with.
package enum ManageFields {
    private static let own: Set<String> = [
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization",
        "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "content-length",
        "expect",
    ]

    /// What admin decides by: no client can have them dropped by naming them in `Connection`.
    private static let kept: Set<String> = [
        "host", "origin", "sec-fetch-site", "x-csrf-token", "cookie", "authorization",
        "forwarded", "x-forwarded-for", "x-forwarded-proto", "x-real-ip", "via",
    ]

    /// Reads the fields of a head that was parsed.
    ///
    /// - Parameters:
    ///   - bytes: Begins with the head.
    ///   - head: What the parser found in it.
    /// - Returns: The fields in their order, names in lower case.
    package static func read(_ bytes: RawSpan, _ head: ParsedHead) -> [Header] {
        var fields: [Header] = []
        var start = (bytes.lineFeed(from: head.target.upperBound) ?? head.length) + 1
        while start < head.length, let end = bytes.lineFeed(from: start) {
            if let field = field(bytes, start..<end - 1) { fields.append(field) }
            start = end + 1
        }
        let named = fields.filter { $0.name == "connection" }
            .flatMap { $0.value.lowercased().split(separator: ",") }
            .map { String(trimmed($0)) }
        let dropped = own.union(named).subtracting(kept)
        return fields.filter { !dropped.contains($0.name) }
    }

    /// Whether the client's own connection is encrypted, as the last proxy says.
    package static func areSecure(_ fields: [Header]) -> Bool {
        guard let last = fields.last(where: { $0.name == "x-forwarded-proto" }),
            let word = last.value.split(separator: ",").last
        else { return false }
        return trimmed(word).lowercased() == "https"
    }

    /// The parser has checked the line; the last one is empty.
    private static func field(_ bytes: RawSpan, _ line: Range<Int>) -> Header? {
        guard let colon = line.first(where: { bytes.byte($0) == UInt8(ascii: ":") }) else {
            return nil
        }
        let value = bytes.text(colon + 1..<line.upperBound)
        return Header(
            name: bytes.loweredText(line.lowerBound..<colon), value: String(trimmed(value[...])))
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
