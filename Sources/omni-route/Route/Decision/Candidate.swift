internal import IPC

/// One connection that could answer, with the model it would be asked for.
///
/// Made when a name is resolved and kept with it: what asks need of it is worked out once.
final class Candidate {
    /// The connection.
    let target: Target
    /// Where its connection stands in the gauges.
    let place: Int
    /// Where it stands in its group.
    let position: Int
    /// The model's name at the provider.
    let model: String
    /// What is known of the model; nil for nothing.
    let facts: ModelFacts?
    /// "prefix/model", in lower case.
    let key: String
    /// "provider/model", in lower case.
    let providerKey: String
    /// Tokens that fit into the model's window; 0 when unknown.
    let window: UInt64
    /// Most tokens it can answer with; 0 when unknown.
    let maxOutput: UInt64
    /// What it is known to lack.
    let lacks: Capabilities
    /// Picodollars for an input token, 0 where nothing is billed; nil when unknown.
    let inputPrice: UInt64?
    /// What every lease of it says; made with the first.
    private(set) lazy var lease = makeLease()

    /// A candidate; `sibling` is another one for the same model, whose texts are shared where they are the same.
    init(target: Target, model: String, position: Int = 0, sibling: Candidate? = nil) {
        self.target = target
        self.position = position
        place = target.health.place
        self.model = model
        facts = target.facts(of: model)
        window = facts?.contextWindow ?? 0
        maxOutput = facts?.maxOutput ?? 0
        lacks = facts.map { Capabilities(lackedBy: $0) } ?? []
        inputPrice = facts?.price.flatMap { $0.notional ? 0 : $0.input }
        let near = sibling.flatMap { $0.model == model ? $0 : nil }
        if let near, near.target.prefixKey == target.prefixKey {
            key = near.key
        } else {
            key = target.prefixKey + "/" + model.lowercased()
        }
        if let near, near.target.providerKey == target.providerKey {
            providerKey = near.providerKey
        } else {
            providerKey = target.providerKey + "/" + model.lowercased()
        }
    }

    private func makeLease() -> Lease {
        var lease = target.lease(0, model: model)
        lease.contextWindow = window
        lease.maxOutput = maxOutput
        lease.price = facts?.price
        lease.tier = target.connection.tier
        return lease
    }

    /// What is known of the model is the same.
    func hasSameModel(as other: Candidate) -> Bool {
        lacks == other.lacks && window == other.window && maxOutput == other.maxOutput
    }

    /// As clients name it: "prefix/model".
    var name: String { "\(target.connection.prefix)/\(model)" }

    /// Lower ones are tried first.
    var priority: UInt32 { target.connection.priority }

    /// Place of its tier; lower ones are used up first.
    ///
    /// Who says nothing has a key that is billed.
    var tier: Int {
        let tier = target.connection.tier
        return Int((tier == .none ? Tier.apiKey : tier).rawValue)
    }
}
