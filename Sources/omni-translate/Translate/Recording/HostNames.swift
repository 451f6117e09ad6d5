/// Host and port of addresses that are called again and again.
struct HostNames {
    private var known: [String: String] = [:]
    private static let limit = 1024

    /// "api.example.com:443" of "https://api.example.com/v1".
    mutating func host(of url: String) -> String {
        if let host = known[url] { return host }
        let host = Self.read(url)
        if known.count >= Self.limit { known = [:] }
        known[url] = host
        return host
    }

    /// Host and port, the scheme's own where the address names none; empty for what is no address.
    static func read(_ url: String) -> String {
        let bytes = url.utf8
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            bytes[colon...].starts(with: "://".utf8)
        else { return "" }
        let start = bytes.index(colon, offsetBy: 3)
        let end = bytes[start...].firstIndex { "/?#".utf8.contains($0) } ?? bytes.endIndex
        var authority = url[start..<end]
        // A password before the host is nobody's business.
        if let at = authority.lastIndex(of: "@") {
            authority = authority[authority.index(after: at)...]
        }
        // The colons of an address are in brackets.
        let bracket = authority.lastIndex(of: "]") ?? authority.startIndex
        let hasPort = authority[bracket...].contains(":")
        return hasPort ? String(authority) : "\(authority):\(url.hasPrefix("https") ? 443 : 80)"
    }
}
