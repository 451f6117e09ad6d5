/// Where a credential may go: scheme, host and port, normalised, so that equal origins are equal text.
struct Origin: Hashable, Sendable {
    /// TLS or not.
    let isSecure: Bool
    /// Lower case; an IPv6 address in brackets.
    let host: String
    /// 1...65535.
    let port: UInt16

    /// "https://api.example.com:443".
    var text: String { "\(isSecure ? "https" : "http")://\(host):\(port)" }
    /// "api.example.com:443", for people.
    var authority: String { "\(host):\(port)" }

    /// The host as a URL and the header `host` name it: with the port where that is not the scheme's own.
    var hostHeader: String { port == (isSecure ? 443 : 80) ? host : authority }
    /// The host is this machine, by its usual names.
    var isLoopback: Bool { ["127.0.0.1", "localhost", "[::1]"].contains(host) }

    /// Why text is not a URL that we call.
    enum Failure: Error, Equatable, Sendable {
        /// Neither http nor https.
        case scheme
        /// A user name or password before the host.
        case userInformation
        /// No host, or one with bytes that no host name or address has.
        case host
        /// The port is not a number from 1 to 65535.
        case port
        /// A byte that may not stand in a URL as it is (RFC 3986 section 2): a control, a space, not ASCII.
        case byte(offset: Int)
        /// Longer than `Limits.urlBytes`.
        case tooLong(length: Int)
        /// More than an origin, where one is expected.
        case path
    }

    /// Reads the origin of a URL.
    ///
    /// The check is stricter than curl's parser on purpose: what both could read differently is refused.
    init(url: String) throws(Failure) {
        var text = url
        let parsed = text.withUTF8 { bytes in Self.parse(bytes) }
        switch parsed {
        case .success(let found): self = found.origin
        case .failure(let error): throw error
        }
    }

    /// Reads an origin that must have nothing behind it but a slash.
    init(alone origin: String) throws(Failure) {
        var text = origin
        let parsed = text.withUTF8 { bytes in (Self.parse(bytes), bytes.count) }
        switch parsed.0 {
        case .success(let found):
            guard parsed.1 - found.end <= 1 else { throw .path }
            self = found.origin
        case .failure(let error): throw error
        }
    }

    /// What follows the authority in a URL that has been read: path and query, without a fragment.
    static func target(of url: String) -> Substring {
        let scheme = url.prefix { $0 != ":" }.utf8.count + "://".utf8.count
        let rest = url.utf8.dropFirst(scheme).drop { !isEndOfAuthority($0) }
        return Substring(rest.prefix { $0 != UInt8(ascii: "#") })
    }

    private init(isSecure: Bool, host: String, port: UInt16) {
        self.isSecure = isSecure
        self.host = host
        self.port = port
    }

    private static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Result<(origin: Origin, end: Int), Failure> {
        guard bytes.count <= Limits.urlBytes else { return .failure(.tooLong(length: bytes.count)) }
        for (offset, byte) in bytes.enumerated() where byte <= 0x20 || byte >= 0x7f {
            return .failure(.byte(offset: offset))
        }
        let isSecure: Bool
        let start: Int
        if matches(bytes, "https://") {
            (isSecure, start) = (true, 8)
        } else if matches(bytes, "http://") {
            (isSecure, start) = (false, 7)
        } else {
            return .failure(.scheme)
        }
        let end = bytes[start...].firstIndex(where: isEndOfAuthority) ?? bytes.count
        let authority = bytes[start..<end]
        guard !authority.contains(UInt8(ascii: "@")) else { return .failure(.userInformation) }
        let hostEnd = endOfHost(authority)
        guard let hostEnd, hostEnd > start else { return .failure(.host) }
        guard let port = port(bytes[hostEnd..<end], isSecure) else { return .failure(.port) }
        let host = String(decoding: bytes[start..<hostEnd], as: UTF8.self).lowercased()
        return .success((Origin(isSecure: isSecure, host: host, port: port), end))
    }

    /// Compares the front of `bytes` with a lower-case ASCII text, ignoring case.
    private static func matches(_ bytes: UnsafeBufferPointer<UInt8>, _ prefix: StaticString) -> Bool
    {
        guard bytes.count >= prefix.utf8CodeUnitCount else { return false }
        return prefix.withUTF8Buffer { prefix in
            zip(bytes, prefix).allSatisfy { lowered($0) == $1 }
        }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }

    private static func isEndOfAuthority(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }

    /// Where the host ends; nil when a byte is out of place.
    private static func endOfHost(_ authority: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        guard authority.first == UInt8(ascii: "[") else {
            let end = authority.firstIndex(of: UInt8(ascii: ":")) ?? authority.endIndex
            return authority[..<end].allSatisfy(isHostByte) ? end : nil
        }
        guard let close = authority.firstIndex(of: UInt8(ascii: "]")),
            close - authority.startIndex > 2
        else { return nil }
        return authority[(authority.startIndex + 1)..<close].allSatisfy(isAddressByte)
            ? close + 1 : nil
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch lowered(byte) {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
        default: false
        }
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        switch lowered(byte) {
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: ":"), UInt8(ascii: "."): true
        default: false
        }
    }

    /// The port of ":8080" or of nothing; nil when it is not one.
    private static func port(_ text: Slice<UnsafeBufferPointer<UInt8>>, _ isSecure: Bool) -> UInt16?
    {
        let standard: UInt16 = isSecure ? 443 : 80
        guard let colon = text.first else { return standard }
        guard colon == UInt8(ascii: ":"), text.count > 1, text.count <= 6 else { return nil }
        var value: UInt32 = 0
        for byte in text.dropFirst() {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + UInt32(byte - UInt8(ascii: "0"))
        }
        return value >= 1 && value <= UInt32(UInt16.max) ? UInt16(value) : nil
    }
}

extension Origin.Failure: CustomStringConvertible {
    /// For people; names no part of the URL, which may hold a secret.
    var description: String {
        switch self {
        case .scheme: "the URL is neither http nor https"
        case .userInformation: "the URL holds user information"
        case .host: "the URL has no usable host"
        case .port: "the port of the URL is not a number from 1 to 65535"
        case .byte(let offset): "byte \(offset) may not stand in a URL"
        case .tooLong(let length): "the URL has \(length) bytes, \(Limits.urlBytes) are allowed"
        case .path: "an origin ends behind its port"
        }
    }
}
