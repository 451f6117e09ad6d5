/// A number with a unit, such as `15s` or `100MB`.
struct Quantity {
    /// Why a quantity was not taken.
    struct Problem: Error, Equatable {
        /// Follows the field's name.
        let text: String
    }

    /// As an error says it: "a duration such as `15s`".
    let description: String
    private let units: [(name: String, factor: UInt64)]
    private let range: ClosedRange<UInt64>
    private let rangeText: String

    /// A time in milliseconds, from 1 ms to 24 h.
    static let duration = Quantity(
        description: "a duration such as `250ms`, `15s` or `2m`",
        units: [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)],
        range: 1...86_400_000, rangeText: "between 1ms and 24h")

    /// A window of time in seconds, from 1 s to 31 days.
    static let window = Quantity(
        description: "a length of time such as `30s`, `1m`, `5h` or `7d`",
        units: [("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400)],
        range: 1...2_678_400, rangeText: "between 1s and 31d")

    /// A size in bytes, from 1 KB to 4 GB.
    static let byteCount = Quantity(
        description: "a size such as `512KB`, `100MB` or `1GiB`",
        units: [
            ("B", 1), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000),
            ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30),
        ],
        range: 1_000...4_000_000_000, rangeText: "between 1KB and 4GB")

    /// The same with other bounds.
    func within(_ range: ClosedRange<UInt64>, _ text: String) -> Quantity {
        Quantity(description: description, units: units, range: range, rangeText: text)
    }

    /// Reads digits and a unit, with at most one space between them.
    func read(_ text: String) -> Result<UInt64, Problem> {
        let digits = text.utf8.prefix { (0x30...0x39).contains($0) }
        var unit = text.dropFirst(digits.count)
        if unit.hasPrefix(" ") { unit = unit.dropFirst() }
        guard let number = UInt64(String(decoding: digits, as: UTF8.self)) else {
            return .failure(Problem(text: "must be \(description)"))
        }
        guard !unit.isEmpty else {
            return .failure(Problem(text: "needs a unit: \(description)"))
        }
        guard let factor = units.first(where: { $0.name.lowercased() == unit.lowercased() })?.factor
        else {
            let names = units.map(\.name).joined(separator: ", ")
            return .failure(Problem(text: "has an unknown unit; the units are \(names)"))
        }
        let (value, overflow) = number.multipliedReportingOverflow(by: factor)
        guard !overflow, range.contains(value) else {
            return .failure(Problem(text: "must be \(rangeText)"))
        }
        return .success(value)
    }
}
