internal import IPC

/// Reads what a key may be used for, how often and how long.
struct KeyScopeReader {
    let problems: Problems

    /// The fields that it reads.
    static let names = [
        "models", "providers", "endpoints", "rates", "expires", "enabled", "record_bodies",
    ]

    /// A key without name and secret.
    func read(_ fields: Fields) -> ClientKey {
        var key = ClientKey()
        key.models = patterns("models", "a pattern of models", fields)
        key.providers = patterns("providers", "a provider", fields)
        key.endpoints = readEndpoints(fields)
        key.rates = RateReader(problems: problems).read("rates", fields)
        key.expiresUnixUs = readExpiry(fields)
        key.disabled = fields.bool("enabled") == false
        key.recordBodies = fields.bool("record_bodies")
        return key
    }

    private func patterns(_ name: String, _ what: String, _ fields: Fields) -> [String] {
        checkNotEmpty(name, fields)
        return fields.texts(
            name, what, atMost: Limits.keyPatterns, where: ModelNameRule.allows,
            rule: ModelNameRule.text
        ).map(\.text)
    }

    /// An empty list would mean all, which nobody means who writes one.
    private func checkNotEmpty(_ name: String, _ fields: Fields) {
        guard let node = fields.node(name), node.sequence?.isEmpty == true else { return }
        problems.add(fields.valueMark(of: name), "`\(name)` is empty; leave it out to allow all")
    }

    private func readEndpoints(_ fields: Fields) -> [Endpoint] {
        checkNotEmpty("endpoints", fields)
        var endpoints: [Endpoint] = []
        for node in fields.list("endpoints", atMost: Limits.keyPatterns) ?? [] {
            guard let found = Fields.choice(node, "an endpoint", Choices.endpoints, problems)
            else { continue }
            endpoints += found.filter { !endpoints.contains($0) }
        }
        return endpoints
    }

    private func readExpiry(_ fields: Fields) -> Int64 {
        guard let text = fields.textOrDate("expires") else { return 0 }
        if let moment = Timestamp.microseconds(text) { return moment }
        problems.add(fields.valueMark(of: "expires"), "`expires` \(Timestamp.text)")
        return 0
    }
}
