internal import IPC

/// Whether a page of another site is behind a request (OWASP: verifying the origin with standard headers).
enum OriginCheck {
    /// Refuses what a browser sends for another site.
    ///
    /// Programs that are no browsers send neither header.
    static func check(_ head: APIHead) throws(APIError) {
        if let site = head.header("sec-fetch-site"), site != "same-origin", site != "none" {
            throw refusal
        }
        guard let origin = head.header("origin") else { return }
        guard let host = head.header("host"), let named = authority(of: origin),
            named == host.lowercased()
        else { throw refusal }
    }

    /// Refuses a page whose site's name was made to lead to this machine (DNS rebinding), before its guesses count as
    /// those of this machine.
    ///
    /// A proxy on this machine passes on the names of its own; no page reaches the local socket.
    static func checkName(_ head: APIHead) throws(APIError) {
        guard head.source.user == nil, head.source.isLoopback, head.header("origin") != nil,
            !isForwarded(head.headers), !namesThisMachine(head.header("host"))
        else { return }
        throw refusal
    }

    /// Whether a proxy says that another is behind the request.
    static func isForwarded(_ headers: [Header]) -> Bool {
        let names: Set<String> = ["forwarded", "x-forwarded-for", "x-real-ip", "via"]
        return headers.contains { names.contains($0.name) }
    }

    /// Whether the client asked for this machine by a name that always means it.
    ///
    /// A name of the attacker's may be made to lead here (DNS rebinding); these cannot.
    static func namesThisMachine(_ host: String?) -> Bool {
        // Without a host no browser is behind it.
        guard let host = host?.lowercased() else { return true }
        let name =
            host.hasPrefix("[")
            ? host.dropFirst().prefix { $0 != "]" } : host.prefix { $0 != ":" }
        return name == "localhost" || name == "::1" || isLoopback(name)
    }

    private static func isLoopback(_ name: Substring) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { UInt8($0) != nil && $0.utf8.allSatisfy { $0 != 0x2B } }
    }

    /// Host and port of "https://host:port", in lower case; nil for "null" and whatever else has none.
    private static func authority(of origin: String) -> String? {
        let text = origin.lowercased()
        for scheme in ["http://", "https://"] where text.hasPrefix(scheme) {
            return String(text.dropFirst(scheme.count))
        }
        return nil
    }

    private static var refusal: APIError {
        APIError(
            .forbidden, "cross_origin", "The request was made by a page of another site.")
    }
}
