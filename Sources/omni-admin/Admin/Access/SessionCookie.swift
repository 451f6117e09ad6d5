internal import IPC

/// The cookie that carries a session's token (RFC 6265).
enum SessionCookie {
    /// Its name.
    static let name = "omniroute_session"

    /// The token in the request's cookies; nil without one, or with one that cannot be ours.
    static func token(in headers: [Header]) -> String? {
        for header in headers where header.name == "cookie" {
            for pair in header.value.split(separator: ";") {
                let parts = pair.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, parts[0].drop(while: { $0 == " " }) == name else {
                    continue
                }
                let token = String(parts[1].prefix { $0 != " " })
                if token.utf8.count == Token.characters { return token }
            }
        }
        return nil
    }

    /// The header that sets it; no script reads it, and no other site sends it.
    static func set(_ token: String, seconds: Int64, isSecure: Bool) -> Header {
        Header(
            name: "set-cookie",
            value: "\(name)=\(token); Path=/api; Max-Age=\(seconds); HttpOnly; SameSite=Strict"
                + (isSecure ? "; Secure" : ""))
    }

    /// The header that removes it.
    static func removed(isSecure: Bool) -> Header { set("", seconds: 0, isSecure: isSecure) }
}
