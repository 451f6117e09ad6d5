/// Measured times in nanoseconds, within a bound of number.
struct Samples {
    /// More are counted in `dropped` and otherwise forgotten: ten minutes of 25,000 a second.
    static let capacity = 15_000_000

    private var values: [UInt64] = []
    private(set) var dropped = 0

    init() {
        // Growing later would show in what is measured; memory not touched costs nothing.
        values.reserveCapacity(1_000_000)
    }

    var count: Int { values.count }

    /// Adds a time.
    mutating func add(_ nanoseconds: UInt64) {
        guard values.count < Self.capacity else {
            dropped += 1
            return
        }
        values.append(nanoseconds)
    }

    /// Count, quantiles and mean in microseconds, as a JSON object.
    var json: String {
        guard !values.isEmpty else { return #"{"count":0}"# }
        let sorted = values.sorted()
        func quantile(_ share: Double) -> String {
            let index = min(sorted.count - 1, Int(Double(sorted.count) * share))
            return microseconds(sorted[index])
        }
        let mean = sorted.reduce(0, &+) / UInt64(sorted.count)
        var text = #"{"count":\#(sorted.count),"mean_us":\#(microseconds(mean))"#
        for (name, share) in [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p999", 0.999)] {
            text += #","\#(name)_us":\#(quantile(share))"#
        }
        return text + #","max_us":\#(quantile(1)),"dropped":\#(dropped)}"#
    }

    private func microseconds(_ nanoseconds: UInt64) -> String {
        String(Double(nanoseconds / 100) / 10)
    }
}
