internal import ArgumentParser

/// A length of time such as "500ms", "15m" or "7d".
struct TimeSpan: Equatable, ExpressibleByArgument {
    /// Ten years; nothing is kept as long.
    private static let limit: Int64 = 10 * 365 * 86_400_000_000

    private static let units: [(name: String, microseconds: Int64)] = [
        ("ms", 1_000), ("s", 1_000_000), ("m", 60_000_000), ("h", 3_600_000_000),
        ("d", 86_400_000_000), ("w", 7 * 86_400_000_000),
    ]

    let microseconds: Int64

    /// Whole seconds, those begun left out.
    var seconds: Int64 { microseconds / 1_000_000 }

    init(microseconds: Int64) { self.microseconds = microseconds }

    init?(argument: String) {
        let digits = argument.prefix { ("0"..."9").contains($0) }
        guard let number = Int64(digits),
            let unit = Self.units.first(where: { $0.name == argument.dropFirst(digits.count) })
        else { return nil }
        let (value, overflow) = number.multipliedReportingOverflow(by: unit.microseconds)
        guard !overflow, value <= Self.limit else { return nil }
        microseconds = value
    }
}
