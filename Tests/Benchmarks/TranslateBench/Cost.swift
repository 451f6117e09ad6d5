import CAllocations

/// What one call costs.
struct Cost {
    var microseconds: Double
    var allocations: Double

    /// The best of several rounds of `count` calls.
    static func of(_ count: Int, _ body: () -> Void) -> Cost {
        let clock = ContinuousClock()
        var best = Double.infinity
        var allocations: UInt64 = .max
        for _ in 0..<7 {
            let before = omni_allocations()
            let time = clock.measure { for _ in 0..<count { body() } }
            allocations = min(allocations, omni_allocations() - before)
            let parts = time.components
            best = min(best, Double(parts.seconds) * 1e6 + Double(parts.attoseconds) / 1e12)
        }
        return Cost(
            microseconds: best / Double(count), allocations: Double(allocations) / Double(count))
    }

    /// The cost of one of several things that a call does.
    func divided(by count: Int) -> Cost {
        Cost(microseconds: microseconds / Double(count), allocations: allocations / Double(count))
    }

    var json: String {
        "{\"us\":\(Self.number(microseconds)),\"allocations\":\(Self.number(allocations))}"
    }

    /// Two digits behind the point.
    static func number(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// A number at the right of a column.
    static func column(_ value: Double, _ width: Int) -> String {
        let text = number(value)
        return String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
