internal import IPC
internal import JSON

/// Where a provider says how much of an account is used, and how that is read (facts: providers, `quota_endpoint`).
struct QuotaEndpoint: Sendable {
    /// Path from the origin of the connection on: a credential goes nowhere else.
    var path: String
    var headers: [Header] = []
    /// Where the credential goes, when not where it goes usually.
    var place = CredentialPlace.none
    var headerName = ""
    /// Reads an answer; nil when it is not as expected.
    var read: @Sendable (JSONValue) -> QuotaReport?

    /// The endpoint of a provider; nil when it has none that is documented, or none at the connection's own origin.
    static func of(_ connection: ProviderConnection) -> QuotaEndpoint? {
        if connection.provider == "kimi", connection.baseURL.contains("//api.moonshot.cn") {
            return kimi("cny")
        }
        return table[connection.provider]
    }

    /// The call to it.
    func call(_ connection: ProviderConnection, id: String) -> ProviderCall? {
        guard let origin = Self.origin(of: connection.baseURL) else { return nil }
        let headers = [Header(name: "accept", value: "application/json")] + headers
        var request = TrialCalls.request(
            of: connection, id: id, "GET", origin + path, headers, body: [])
        request.place = place
        request.headerName = headerName
        return ProviderCall(request: request, limit: LiveLimits.listBytes)
    }

    /// "https://api.example.com" of "https://api.example.com/v1".
    private static func origin(of url: String) -> String? {
        guard let scheme = url.firstRange(of: "://") else { return nil }
        let authority = url[scheme.upperBound...].prefix { $0 != "/" }
        return authority.isEmpty ? nil : "\(url[..<scheme.upperBound])\(authority)"
    }

    /// By the provider's id in the catalogue.
    private static let table: [String: QuotaEndpoint] = [
        "claude": QuotaEndpoint(
            path: "/api/oauth/usage",
            headers: [Header(name: "anthropic-beta", value: "oauth-2025-04-20")],
            read: QuotaReaders.claude),
        "codex": QuotaEndpoint(path: "/backend-api/wham/usage", read: QuotaReaders.codex),
        "openrouter": QuotaEndpoint(path: "/api/v1/key", read: QuotaReaders.openrouter),
        "deepseek": QuotaEndpoint(
            path: "/user/balance", place: .bearer, read: QuotaReaders.deepseek),
        "glm": glm, "glm-cn": glm,
        "minimax": minimax, "minimax-cn": minimax,
        "kimi": kimi("usd"),
        "kimi-coding": QuotaEndpoint(
            path: "/coding/v1/usages", place: .bearer, read: QuotaReaders.kimiCoding),
    ]

    /// The balance of the open platform (platform.moonshot.ai, "Check Balance", November 2026).
    private static func kimi(_ currency: String) -> QuotaEndpoint {
        QuotaEndpoint(
            path: "/v1/users/me/balance", place: .bearer, read: QuotaReaders.kimi(in: currency))
    }

    /// Wants the key alone, without the word Bearer.
    private static let glm = QuotaEndpoint(
        path: "/api/monitor/usage/quota/limit", place: .header, headerName: "authorization",
        read: QuotaReaders.glm)

    private static let minimax = QuotaEndpoint(
        path: "/v1/api/openplatform/coding_plan/remains", place: .bearer,
        read: QuotaReaders.minimax)
}
