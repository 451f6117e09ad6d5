internal import Crypto

/// A request in the form that an AWS signature covers (Signature Version 4, "create a canonical request").
///
/// Three headers are signed at most: `host`, `x-amz-date` and, with a session, `x-amz-security-token`. Others may be
/// rewritten on the way, and the body is covered by its hash.
struct CanonicalRequest {
    let method: String
    /// Path and query as they are sent: percent-encoded once.
    let target: Substring
    /// As in the header `host`.
    let host: String
    let time: AmazonTime
    let sessionToken: SecretBytes?
    /// SHA-256 of the body.
    let bodyHash: [UInt8]

    /// The names of the signed headers, in their order.
    var signedHeaders: String {
        sessionToken == nil ? "host;x-amz-date" : "host;x-amz-date;x-amz-security-token"
    }

    /// SHA-256 of the canonical form.
    var hash: [UInt8] {
        var text: [UInt8] = []
        // Enough for all of it: growing would leave copies of the token behind.
        text.reserveCapacity(4 * target.utf8.count + host.utf8.count + 512 + tokenLength)
        write(to: &text)
        defer { Crypto.wipe(&text) }
        return Crypto.sha256(text)
    }

    private var tokenLength: Int { sessionToken?.count ?? 0 }

    /// Appends the canonical form.
    func write(to text: inout [UInt8]) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        text += "\(method)\n".utf8
        Self.write(path: parts[0], to: &text)
        text.append(UInt8(ascii: "\n"))
        if parts.count > 1 { text += Self.sorted(query: parts[1]).utf8 }
        text += "\nhost:\(host)\nx-amz-date:\(time.text)\n".utf8
        if let sessionToken {
            text += "x-amz-security-token:".utf8
            sessionToken.withBytes { text += $0 }
            text.append(UInt8(ascii: "\n"))
        }
        text += "\n\(signedHeaders)\n\(Crypto.hex(bodyHash))".utf8
    }

    /// Encodes a path once more, as every service but S3 wants it: `%3A` becomes `%253A`.
    private static func write(path: Substring, to text: inout [UInt8]) {
        let segments = resolved(path)
        if segments.isEmpty { text.append(UInt8(ascii: "/")) }
        for segment in segments {
            text.append(UInt8(ascii: "/"))
            for byte in segment.utf8 { write(encoded: byte, to: &text) }
        }
        if !segments.isEmpty, path.utf8.last == UInt8(ascii: "/") {
            text.append(UInt8(ascii: "/"))
        }
    }

    /// The segments of a path without empty ones and with dots resolved (RFC 3986 section 5.2.4), which libcurl does too.
    private static func resolved(_ path: Substring) -> [Substring] {
        var segments: [Substring] = []
        for segment in path.split(separator: "/") where segment != "." {
            if segment != ".." {
                segments.append(segment)
            } else if !segments.isEmpty {
                segments.removeLast()
            }
        }
        return segments
    }

    private static func write(encoded byte: UInt8, to text: inout [UInt8]) {
        guard !isUnreserved(byte) else { return text.append(byte) }
        text.append(UInt8(ascii: "%"))
        for digit in [byte >> 4, byte & 15] {
            text.append(
                digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10)
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        SignatureScope.isLetter(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "~")
    }

    /// The parameters in the order of names and then values, each with an equals sign.
    private static func sorted(query: Substring) -> String {
        let pairs = query.split(separator: "&").map { parameter in
            let parts = parameter.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (name: parts[0], value: parts.count > 1 ? parts[1] : "")
        }
        // By bytes, not by the order of a language.
        let sorted = pairs.sorted { one, other in
            one.name == other.name
                ? one.value.utf8.lexicographicallyPrecedes(other.value.utf8)
                : one.name.utf8.lexicographicallyPrecedes(other.name.utf8)
        }
        return sorted.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }
}
