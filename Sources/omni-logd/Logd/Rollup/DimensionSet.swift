package import IPC

/// What sums are kept apart by: one value for each dimension.
package struct DimensionSet: Hashable, Sendable {
    /// Name of the API key; empty for none, as everywhere here.
    package var key = ""
    /// The provider that answered, or was tried last.
    package var provider = ""
    /// Name of its connection.
    package var connection = ""
    /// The model that answered.
    package var model = ""
    /// The combo that was asked.
    package var combo = ""
    /// The client's program, without its version.
    package var client = ""
    /// What was asked for.
    package var endpoint = Endpoint.none
    /// How it ended.
    package var result = LedgerResult.resultNone
    /// The tier of the account.
    package var tier = Tier.none

    /// What stands for clients and models beyond the number that is kept apart.
    package static let other = "other"

    /// The values of nothing.
    package init() {}

    /// The values of a request.
    package init(of request: RequestRecord) {
        key = Self.bounded(request.keyName)
        provider = Self.bounded(request.provider)
        connection = Self.bounded(request.connectionName)
        model = Self.bounded(request.modelAnswered)
        combo = Self.bounded(request.combo)
        client = Self.program(request.client)
        endpoint = request.endpoint
        result = LedgerResult(of: request)
        tier = request.tier
    }

    /// A client's program without its version: "claude-cli" of "claude-cli/2.1.0".
    package static func program(_ client: String) -> String {
        bounded(String(client.prefix { $0 != "/" && $0 != " " }))
    }

    private static func bounded(_ name: String) -> String {
        guard name.utf8.count > Limits.dimensionBytes else { return name }
        return String(name.unicodeScalars.prefix(Limits.dimensionBytes / 4))
    }
}

extension LedgerResult {
    /// How a request ended.
    package init(of request: RequestRecord) {
        switch (request.outcome, request.status) {
        case (.clientGone, _): self = .resultClientGone
        case (.broken, _): self = .resultBroken
        case (_, 402), (_, 429): self = .resultLimited
        case (_, 400..<500): self = .resultRefused
        case (_, 200..<400): self = .resultOk
        default: self = .resultFailed
        }
    }
}
