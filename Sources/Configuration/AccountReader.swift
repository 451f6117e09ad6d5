internal import IPC

/// Reads how an account may be used: whether at all, in which order, how fast and how much.
struct AccountReader {
    let problems: Problems

    /// The fields that it reads.
    static let names = [
        "enabled", "priority", "tags", "tier", "limits", "quotas", "resilience",
    ]
    private static let limits = [
        "requests_per_minute", "min_gap", "concurrency", "queue", "queue_timeout",
    ]

    /// Completes a connection.
    ///
    /// - Parameters:
    ///   - fields: Of the connection.
    ///   - connection: Has its provider and address already.
    ///   - tier: The provider's own; `none` when the catalogue does not say.
    ///   - hasToken: It proves who it is by a token that somebody signed in for.
    func read(
        _ fields: Fields, into connection: inout ProviderConnection, tier: Tier, hasToken: Bool
    ) {
        let isLocal = LocalAddress.isLocal(url: connection.baseURL)
        connection.disabled = fields.bool("enabled") == false
        if let priority = fields.integer("priority", in: Limits.priority) {
            connection.priority = UInt32(priority)
        }
        connection.tags = fields.texts(
            "tags", "a tag", atMost: Limits.tags, where: NameRule.allows, rule: NameRule.text
        ).map(\.text)
        let usual = tier != .none ? tier : isLocal ? .free : .apiKey
        connection.tier = fields.choice("tier", Choices.tiers) ?? usual
        connection.limits = readLimits(fields)
        connection.quotas = QuotaReader(problems: problems).read(fields)
        connection.resilience =
            fields.choice("resilience", Choices.resiliences)
            ?? (isLocal ? .local : hasToken ? .oauth : .apiKey)
    }

    private func readLimits(_ fields: Fields) -> ConnectionLimits? {
        guard let node = fields.node("limits"),
            let fields = Fields(node, "`limits`", known: Self.limits, problems)
        else { return nil }
        let limits = ConnectionLimits(
            requestsPerMinute: number("requests_per_minute", fields, Limits.requestsPerMinute),
            minGapMs: UInt32(fields.quantity("min_gap", .duration) ?? 0),
            concurrency: number("concurrency", fields, Limits.concurrency),
            queue: number("queue", fields, Limits.queue),
            queueTimeoutMs: UInt32(fields.quantity("queue_timeout", .duration) ?? 0))
        return limits == ConnectionLimits() ? nil : limits
    }

    private func number(_ name: String, _ fields: Fields, _ range: ClosedRange<Int>) -> UInt32 {
        UInt32(fields.integer(name, in: range) ?? 0)
    }
}
