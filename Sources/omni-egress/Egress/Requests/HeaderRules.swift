/// Which headers pass, each way.
enum HeaderRules {
    /// What becomes of a request header.
    enum Verdict: Equatable, Sendable {
        /// Goes out.
        case pass
        /// Is left out: it belongs to one hop, to curl, or would be a credential that is not from the vault.
        case drop
        /// The request is refused: the name or the value could begin another header.
        case refuse
    }

    /// Headers of one connection (RFC 9110 section 7.6.1), and those that curl writes itself.
    private static let hopByHop: Set<String> = [
        "connection", "keep-alive", "te", "trailer", "trailers", "transfer-encoding", "upgrade",
    ]

    /// Never taken from a caller.
    private static let notFromCaller: Set<String> = hopByHop.union([
        "authorization", "x-api-key", "api-key", "x-goog-api-key", "cookie", "cookie2", "host",
        "content-length", "expect", "http2-settings",
    ])

    /// Never handed back.
    private static let notFromUpstream: Set<String> = hopByHop.union(["set-cookie", "set-cookie2"])

    /// Decides about a request header.
    ///
    /// - Parameters:
    ///   - name: In any case.
    ///   - value: As it would go out.
    ///   - alsoDropped: Further names in lower case: those that `connection` lists, and the credential's own.
    /// - Returns: What becomes of it.
    static func request(name: String, value: String, alsoDropped: [String]) -> Verdict {
        guard isToken(name), isFieldValue(value) else { return .refuse }
        let lower = hasUpperCase(name) ? name.lowercased() : name
        if notFromCaller.contains(lower) || lower.hasPrefix("proxy-") { return .drop }
        return alsoDropped.contains(lower) ? .drop : .pass
    }

    /// Whether a response header, its name in lower case, is handed on.
    static func response(name: String) -> Bool {
        !notFromUpstream.contains(name) && !name.hasPrefix("proxy-")
    }

    /// The names that a `connection` header declares to be of this hop only, in lower case.
    static func connectionOptions(_ value: String) -> [String] {
        value.split(separator: ",").map { option in
            option.lowercased().filter { $0 != " " && $0 != "\t" }
        }
    }

    /// Whether text is a header name or a method: a token (RFC 9110 section 5.6.2).
    static func isToken(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in !bytes.isEmpty && bytes.allSatisfy(isTokenByte) }
    }

    /// Whether text is safe as a header value: no CR, LF or NUL, which would end it (RFC 9110 section 5.5).
    static func isFieldValue(_ text: String) -> Bool {
        var text = text
        return text.withUTF8(isFieldValue)
    }

    /// Whether bytes are safe as a header value.
    static func isFieldValue(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.allSatisfy { $0 != 0x0d && $0 != 0x0a && $0 != 0 }
    }

    private static func hasUpperCase(_ text: String) -> Bool {
        text.utf8.contains { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
            UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"),
            UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
