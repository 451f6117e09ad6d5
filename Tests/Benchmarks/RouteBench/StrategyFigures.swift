import IPC

/// What one strategy costs.
struct StrategyFigures {
    private let strategy: Strategy
    /// By what is asked for.
    private var costs: [(name: String, cost: Cost)]

    /// Measures while all accounts are well; nil when a request was not answered.
    init?(_ strategy: Strategy, _ caller: Caller) {
        self.strategy = strategy
        guard let combo = caller.decision(.combos), let name = caller.decision(.names),
            let both = caller.decision(.both), let conversation = caller.decision(.conversations),
            let report = caller.report()
        else { return nil }
        costs = [
            ("combo", combo), ("name", name), ("both", both), ("conversation", conversation),
            ("report", report),
        ]
    }

    /// Measures while every second account rests; false when a request was not answered.
    mutating func measureRest(_ caller: Caller) -> Bool {
        guard let combo = caller.decision(.combos), let name = caller.decision(.namesWithRest)
        else { return false }
        costs += [("combo_rest", combo), ("name_rest", name)]
        return true
    }

    static let heading =
        "us and allocations:           combo            name            both    conversation report, written  combo, half rest   name, half rest"

    var line: String {
        let label = Self.label(strategy)
        let padding = String(repeating: " ", count: max(0, 18 - label.count))
        return label + padding + costs.map(\.cost.columns).joined(separator: " ")
    }

    var json: String {
        let figures = costs.map { "\"\($0.name)\":\($0.cost.json)" }.joined(separator: ",")
        return "{\"strategy\":\"\(Self.label(strategy))\",\(figures)}"
    }

    /// As the configuration file has it.
    static func label(_ strategy: Strategy) -> String {
        switch strategy {
        case .priority: "priority"
        case .roundRobin: "round-robin"
        case .p2C: "p2c"
        case .random: "random"
        case .leastUsed: "least-used"
        case .costOptimized: "cost-optimized"
        case .weighted: "weighted"
        case .lowestLatency: "lowest-latency"
        case .tiered: "tiered"
        }
    }
}
