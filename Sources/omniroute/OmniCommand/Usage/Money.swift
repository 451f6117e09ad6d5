internal import ArgumentParser
internal import JSON

/// An amount of US dollars, exact to a picodollar.
struct Money: Equatable, Comparable, ExpressibleByArgument {
    /// 1e-12 USD.
    let picodollars: UInt64

    private static let one: UInt64 = 1_000_000_000_000
    private static let decimals = 12

    init(picodollars: UInt64) { self.picodollars = picodollars }

    /// Reads a decimal number of dollars such as "0.05"; nil for what is none, or has more than twelve decimals.
    init?(argument: String) {
        let parts = argument.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.count <= 2, Self.isDigits(whole) else { return nil }
        let fraction = parts.count == 2 ? parts[1] : "0"
        guard Self.isDigits(fraction), fraction.utf8.count <= Self.decimals else { return nil }
        let filled = fraction + String(repeating: "0", count: Self.decimals - fraction.utf8.count)
        guard let upper = UInt64(whole), let lower = UInt64(filled) else { return nil }
        let (scaled, overflow) = upper.multipliedReportingOverflow(by: Self.one)
        guard !overflow, scaled <= UInt64.max - lower else { return nil }
        picodollars = scaled + lower
    }

    /// The amount in a field of the API, a text or a number; nil where it is not known.
    init?(_ value: JSONValue?) {
        guard let text = value?.string ?? value?.numberText else { return nil }
        self.init(argument: text)
    }

    private static func isDigits(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    static func < (left: Money, right: Money) -> Bool { left.picodollars < right.picodollars }

    /// All of it: "0.050000000000".
    var decimal: String { Self.text(picodollars, digits: Self.decimals) }

    /// As people read it: to the cent from a dollar on, else finer; "<$0.000001" for what is less than that.
    var text: String {
        switch picodollars {
        case 0: "$0.00"
        case ..<1_000_000: "<$0.000001"
        // What rounds to a cent is written as one.
        case ..<9_999_500_000: "$" + rounded(digits: 6)
        case ..<999_950_000_000: "$" + rounded(digits: 4)
        default: "$" + rounded(digits: 2)
        }
    }

    private func rounded(digits: Int) -> String {
        var unit: UInt64 = 1
        for _ in digits..<Self.decimals { unit *= 10 }
        let (sum, overflow) = picodollars.addingReportingOverflow(unit / 2)
        return Self.text((overflow ? picodollars : sum) / unit * unit, digits: digits)
    }

    private static func text(_ picodollars: UInt64, digits: Int) -> String {
        let fraction = String(picodollars % one)
        let filled = String(repeating: "0", count: decimals - fraction.count) + fraction
        return "\(picodollars / one).\(filled.prefix(digits))"
    }
}
