/// Arithmetic on amounts that stops at the edge of the numbers instead of trapping.
///
/// Counts come from providers and prices from users: neither may end the process.
enum Saturating {
    /// The sum, at most the greatest number.
    static func sum(_ first: UInt64, _ second: UInt64) -> UInt64 {
        let (sum, overflow) = first.addingReportingOverflow(second)
        return overflow ? .max : sum
    }

    /// The difference, at least zero.
    static func difference(_ whole: UInt64, _ part: UInt64) -> UInt64 {
        whole > part ? whole - part : 0
    }

    /// The product, at most the greatest number.
    static func product(_ first: UInt64, _ second: UInt64) -> UInt64 {
        let (product, overflow) = first.multipliedReportingOverflow(by: second)
        return overflow ? .max : product
    }

    /// So many hundredths of a number, rounded down and exact for any number.
    static func percent(_ percent: UInt64, of whole: UInt64) -> UInt64 {
        let product = whole.multipliedFullWidth(by: min(percent, 100))
        // The high part is below 100, because the percentage is at most that.
        return UInt64(100).dividingFullWidth(product).quotient
    }
}
