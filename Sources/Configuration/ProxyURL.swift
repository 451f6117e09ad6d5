/// A proxy on the way to a provider, in the one form that egress takes: scheme, user when there is one, host, port.
struct ProxyURL {
    /// What is wrong with one; follows the field's name.
    ///
    /// None of it quotes the URL, which may hold a password.
    enum Problem: String, Error {
        case scheme = "must begin with http://, https://, socks5:// or socks5h://"
        case user =
            "must not contain a user name or password; give the whole URL by proxy_env or proxy_file"
        case badUser = "has a user name or password with characters that must be written as %XX"
        case path = "must end behind the port"
        case host = "has no host that is a name, an IPv4 address or an IPv6 address in brackets"
        case port = "must name a port from 1 to 65535"
        case length = "is longer than 2000 characters"
    }

    /// "socks5h://user:password@host:1080".
    let text: String

    private static let schemes = ["http", "https", "socks5", "socks5h"]

    /// Reads a URL; one that stands in the configuration itself may have no password.
    init(_ written: String, mayHaveUser: Bool) throws(Problem) {
        guard written.utf8.count <= Limits.urlCharacters else { throw .length }
        let scheme = written.prefix { $0 != ":" }.lowercased()
        guard Self.schemes.contains(scheme), written.dropFirst(scheme.count).hasPrefix("://") else {
            throw .scheme
        }
        var authority = written.dropFirst(scheme.count + 3)
        if authority.hasSuffix("/") { authority = authority.dropLast() }
        guard !authority.contains(where: { "/?#".contains($0) }) else { throw .path }
        var user = ""
        if let at = authority.lastIndex(of: "@") {
            guard mayHaveUser else { throw .user }
            user = String(authority[...at])
            guard Self.isUser(user.dropLast()) else { throw .badUser }
            authority = authority[authority.index(after: at)...]
        }
        let (host, port) = try Self.hostAndPort(authority)
        text = "\(scheme)://\(user)\(host):\(port)"
    }

    private static func hostAndPort(_ authority: Substring) throws(Problem) -> (String, Int) {
        guard let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") else {
            throw .port
        }
        let host = authority[..<colon].lowercased()
        let digits = authority[authority.index(after: colon)...]
        guard isHost(host) else { throw .host }
        guard (1...5).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits),
            (1...65535).contains(port)
        else { throw .port }
        return (host, port)
    }

    private static func isHost(_ host: String) -> Bool {
        if host.hasPrefix("["), host.hasSuffix("]") {
            let address = NetworkAddress(String(host.dropFirst().dropLast()))
            return address?.bytes.count == 16 && address?.isWhole == true
        }
        return !host.isEmpty
            && host.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || "-._".utf8.contains($0)
            }
    }

    /// A name, and a password behind a colon: RFC 3986 section 3.2.1.
    private static func isUser(_ text: Substring) -> Bool {
        let plain = "-._~!$&'()*+,;=%:".utf8
        return !text.isEmpty && !text.hasPrefix(":") && hasWholeEscapes(text)
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                    || (0x61...0x7A).contains($0) || plain.contains($0)
            }
    }

    private static func hasWholeEscapes(_ text: Substring) -> Bool {
        text.split(separator: "%", omittingEmptySubsequences: false).dropFirst().allSatisfy {
            let digits = $0.utf8.prefix(2)
            let isZero = digits.elementsEqual("00".utf8)
            return digits.count == 2 && !isZero
                && digits.allSatisfy {
                    (0x30...0x39).contains($0) || (0x41...0x46).contains($0)
                        || (0x61...0x66).contains($0)
                }
        }
    }
}
