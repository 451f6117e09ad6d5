internal import JSON

extension Money {
    /// What is billed of sums, as people read it: "$1.20", "$1.20 + ?" where only a part is known, "unknown" where nothing is.
    ///
    /// The API sums what is known, so sums of which nothing is known are 0 and not null. Sums of costs and of usage have names
    /// of their own for it.
    static func billed(_ sums: JSONValue) -> String {
        guard let known = Money(sums["metered_usd"] ?? sums["cost_usd"]) else { return "unknown" }
        guard let unknown = sums["unknown_cost"]?.int, unknown > 0 else { return known.text }
        return known.picodollars == 0 ? "unknown" : "\(known.text) + ?"
    }
}
