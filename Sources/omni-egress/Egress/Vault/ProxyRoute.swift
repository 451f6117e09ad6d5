internal import Crypto

/// The way to a provider through a proxy: checked, taken apart, its login in memory that wipes itself.
struct ProxyRoute {
    /// How the proxy is spoken to.
    enum Scheme: String {
        /// CONNECT to providers with TLS, whole URLs to others (RFC 9110 section 7.6, RFC 9112 section 3.2.2).
        case http
        /// The same, itself reached by TLS.
        case https
        /// RFC 1928; names are resolved here.
        case socks5
        /// RFC 1928; names are resolved by the proxy.
        case socks5h
    }

    /// Name and password (RFC 1929, RFC 7617), each as a C string.
    struct Login {
        let name: SecretBytes
        let password: SecretBytes
    }

    let scheme: Scheme
    /// "proxy.example:3128", for people.
    let authority: String
    /// Nil for a proxy that asks nobody.
    let login: Login?
    /// The whole URL, as the vault keeps it.
    let url: SecretBytes

    /// Bytes of a URL that is taken.
    private static let urlBytes = 4_000

    /// Reads a URL; nil when it is not that of a proxy.
    init?(_ url: SecretBytes) {
        guard url.count <= Self.urlBytes, let parts = url.withBytes({ Self.split(Array($0)) }),
            let scheme = Scheme(rawValue: parts.scheme),
            let authority = Self.authority(parts.host)
        else { return nil }
        var login: Login?
        if let user = parts.user {
            guard let found = Self.login(user) else { return nil }
            login = found
        }
        self.scheme = scheme
        self.authority = authority
        self.login = login
        self.url = url
    }

    /// What curl is told, without the login.
    var address: String { "\(scheme.rawValue)://\(authority)" }

    /// The proxy is asked by HTTP, so that a login is not part of the connection for curl.
    var speaksHTTP: Bool { scheme == .http || scheme == .https }

    private static func split(
        _ bytes: [UInt8]
    ) -> (scheme: String, user: ArraySlice<UInt8>?, host: ArraySlice<UInt8>)? {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            bytes[colon...].starts(with: "://".utf8)
        else { return nil }
        let scheme = String(decoding: bytes[..<colon], as: UTF8.self)
        let rest = bytes[(colon + 3)...]
        guard let at = rest.lastIndex(of: UInt8(ascii: "@")) else { return (scheme, nil, rest) }
        return (scheme, rest[..<at], rest[(at + 1)...])
    }

    /// Host and port, both of which must be there.
    private static func authority(_ bytes: ArraySlice<UInt8>) -> String? {
        guard bytes.last != UInt8(ascii: "/"), bytes.last != UInt8(ascii: "]"),
            bytes.contains(UInt8(ascii: ":"))
        else { return nil }
        do throws(Origin.Failure) {
            return try Origin(alone: "http://" + String(decoding: bytes, as: UTF8.self)).authority
        } catch {
            return nil
        }
    }

    private static func login(_ bytes: ArraySlice<UInt8>) -> Login? {
        let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
        let end = colon ?? bytes.endIndex
        guard let name = decoded(bytes[..<end]), name.count > 1,
            let password = decoded(bytes[min(end + 1, bytes.endIndex)...])
        else { return nil }
        return Login(name: name, password: password)
    }

    /// The bytes behind escapes (RFC 3986 section 2.1), with a NUL at the end; nil when one is not whole or a NUL itself.
    private static func decoded(_ text: ArraySlice<UInt8>) -> SecretBytes? {
        var bytes: [UInt8] = []
        // At once, because growing would leave copies behind.
        bytes.reserveCapacity(text.count + 1)
        var rest = text
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                guard byte > 0x20, byte < 0x7f else { return nil }
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit),
                let low = rest.popFirst().flatMap(digit),
                high | low != 0
            else { return nil }
            bytes.append(high << 4 | low)
        }
        bytes.append(0)
        return SecretBytes(wiping: &bytes)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
