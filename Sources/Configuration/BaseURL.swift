internal import IPC

/// Where a provider is, in the one form that the daemons use: no trailing slash, lower-case scheme and host.
///
/// What stands at the end depends on the dialect, and people may write it either way (``BaseURLEnding``):
/// - openai-chat and openai-responses: with the version segment ("http://h:9101/v1"), because versions other than v1 exist and
///   some providers have none. `/v1` is added unless one of the last two segments is a version ("…/v4", "…/v1beta/openai").
/// - anthropic: without `/v1`, which is part of every path of that API ("/v1/messages").
/// - gemini: without `/v1beta` or `/v1`, for the same reason; at Vertex with all that precedes "/models".
/// - ollama: without `/api`, and without the `/v1` of its other dialect.
/// - cohere: with `/v2`.
/// - bedrock: what precedes "/model".
struct BaseURL: Equatable {
    /// The URL that paths are appended to.
    let text: String
    /// Scheme, host and port, always with the port: what a credential is bound to.
    let origin: String

    /// What is wrong with a URL.
    ///
    /// None of it quotes the URL, which may hold a password.
    enum Problem: String, Error {
        case scheme = "must begin with http:// or https://"
        case host = "names no host"
        case badHost =
            "has a host that is not a name, an IPv4 address or an IPv6 address in brackets"
        case port = "has a port that is not between 1 and 65535"
        case user = "must not contain a user name or password; use api_key"
        case query = "must not have a query or a fragment"
        case characters = "has characters that a URL cannot have"
        case length = "is longer than 2000 characters"
    }

    /// Reads a URL and gives it its ending.
    init(_ written: String, _ ending: BaseURLEnding) throws(Problem) {
        guard written.utf8.count <= Limits.urlCharacters else { throw .length }
        guard
            written.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !#""<>\^`{|}"#.utf8.contains($0) })
        else { throw .characters }
        let (scheme, rest) = try Self.scheme(of: written)
        guard !rest.contains("?"), !rest.contains("#") else { throw .query }
        let authority = rest.prefix { $0 != "/" }
        guard !authority.contains("@") else { throw .user }
        let (host, port) = try Self.hostAndPort(authority)
        var segments = rest.dropFirst(authority.count).split(separator: "/").map(String.init)
        ending.apply(to: &segments)
        let standardPort = scheme == "https" ? 443 : 80
        origin = "\(scheme)://\(host):\(port ?? standardPort)"
        let shown = port == nil || port == standardPort ? host : "\(host):\(port ?? standardPort)"
        text = (["\(scheme)://\(shown)"] + segments).joined(separator: "/")
    }

    /// Whether one of the last two segments of a URL is a version such as "v1" or "v1beta".
    static func namesVersion(_ url: String) -> Bool {
        url.split(separator: "/").suffix(2).contains { isVersion($0) }
    }

    private static func scheme(of written: String) throws(Problem) -> (String, Substring) {
        for scheme in ["http", "https"]
        where written.prefix(scheme.count + 3).lowercased() == scheme + "://" {
            return (scheme, written.dropFirst(scheme.count + 3))
        }
        throw .scheme
    }

    private static func hostAndPort(_ authority: Substring) throws(Problem) -> (String, Int?) {
        var host = authority
        var portText: Substring?
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw .badHost }
            host = authority[...end]
            let tail = authority[authority.index(after: end)...]
            guard tail.isEmpty || tail.hasPrefix(":") else { throw .badHost }
            if !tail.isEmpty { portText = tail.dropFirst() }
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            portText = authority[authority.index(after: colon)...]
        }
        guard !host.isEmpty, host != "[]" else { throw .host }
        guard isHost(host) else { throw .badHost }
        guard let portText else { return (host.lowercased(), nil) }
        guard portText.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(portText),
            (1...65535).contains(port)
        else { throw .port }
        return (host.lowercased(), port)
    }

    private static func isHost(_ host: Substring) -> Bool {
        if host.hasPrefix("[") {
            return host.dropFirst().dropLast().utf8.allSatisfy {
                (0x30...0x3A).contains($0) || (0x41...0x46).contains($0)
                    || (0x61...0x66).contains($0) || $0 == UInt8(ascii: ".")
            }
        }
        return host.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                || "-._".utf8.contains($0)
        }
    }

    /// "v", a digit, then letters and digits: v1, v1beta, v3.
    static func isVersion(_ segment: some StringProtocol) -> Bool {
        let bytes = Array(segment.utf8)
        return bytes.count >= 2 && bytes[0] == UInt8(ascii: "v")
            && (0x30...0x39).contains(bytes[1])
            && bytes.dropFirst(2).allSatisfy {
                (0x30...0x39).contains($0) || (0x61...0x7A).contains($0)
            }
    }
}
