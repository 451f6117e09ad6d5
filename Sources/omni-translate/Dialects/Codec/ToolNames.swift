/// Names of tools at a provider whose rules are narrower than the client's.
///
/// A bijection for one request: applied to declarations, choice and history, and reversed in the answer for names that
/// it made. The tail of a name is kept, since `mcp__server__tool` is told apart by it.
package struct ToolNames: Sendable, Equatable {
    private var toProvider: [String: String] = [:]
    private var toClient: [String: String] = [:]
    private var rule: ToolNameRule?

    /// Every name stays as it is.
    package init() {}

    /// A map for all names of a request: those of its declarations and of its history.
    ///
    /// The order of names does not matter, so that the same tool keeps its name while a conversation grows.
    package init(names: some Sequence<String>, _ rule: ToolNameRule) {
        self.rule = rule
        let names = Set(names)
        let illegal = names.filter { !rule.allows($0) }.sorted()
        guard !illegal.isEmpty else { return }
        var uses: [String: Int] = [:]
        for name in names where rule.allows(name) { uses[name, default: 0] += 1 }
        for name in illegal { uses[rule.sanitised(name), default: 0] += 1 }
        for name in illegal {
            let plain = rule.sanitised(name)
            let isFree = rule.allows(plain) && uses[plain] == 1
            add(name, isFree ? plain : hashed(name, avoiding: uses))
        }
    }

    /// What the provider calls a tool of the client.
    package func provider(_ name: String) -> String {
        if let mapped = toProvider[name] { return mapped }
        guard let rule, !rule.allows(name) else { return name }
        return rule.hashed(name, attempt: 0)
    }

    /// What the client calls a tool that the provider named.
    package func client(_ name: String) -> String { toClient[name] ?? name }

    /// Whether any name differs.
    package var isIdentity: Bool { toProvider.isEmpty }

    private mutating func add(_ name: String, _ provider: String) {
        toProvider[name] = provider
        toClient[provider] = name
    }

    private func hashed(_ name: String, avoiding uses: [String: Int]) -> String {
        guard let rule else { return name }
        var attempt = 0
        // Each attempt is a new hash: the second is all but never needed.
        while true {
            let candidate = rule.hashed(name, attempt: attempt)
            if uses[candidate] == nil, toClient[candidate] == nil { return candidate }
            attempt += 1
        }
    }
}
