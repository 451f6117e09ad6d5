/// Amounts of money as text, exactly as they are.
public enum Dollars {
    /// Digits behind the point: a picodollar is the last of them.
    public static let decimals = 12
    /// Picodollars of a dollar.
    public static let picodollars: UInt64 = 1_000_000_000_000

    /// So many picodollars as dollars with all twelve decimals, such as "0.001234560000".
    public static func text(_ amount: UInt64) -> String {
        let rest = String(amount % picodollars)
        let zeros = String(repeating: "0", count: decimals - rest.utf8.count)
        return "\(amount / picodollars).\(zeros)\(rest)"
    }

    /// Picodollars of a text such as "0.00123456" or "12"; nil for one that is no amount, has more than twelve decimals, or
    /// is more than 18 million.
    public static func amount(_ text: some StringProtocol) -> UInt64? {
        let parts = text.utf8.split(
            separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = digits(parts[0]) else { return nil }
        let (dollars, overflow) = whole.multipliedReportingOverflow(by: picodollars)
        guard !overflow else { return nil }
        guard parts.count > 1 else { return dollars }
        guard parts[1].count <= decimals, var fraction = digits(parts[1]) else { return nil }
        for _ in parts[1].count..<decimals { fraction *= 10 }
        let (sum, isTooMuch) = dollars.addingReportingOverflow(fraction)
        return isTooMuch ? nil : sum
    }

    /// The number of one to twenty digits, and nothing else.
    private static func digits(_ bytes: some Collection<UInt8>) -> UInt64? {
        guard !bytes.isEmpty, bytes.count <= 20 else { return nil }
        var number: UInt64 = 0
        for byte in bytes {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
            let (tenfold, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, isTooMuch) = tenfold.addingReportingOverflow(UInt64(byte - 48))
            guard !overflow, !isTooMuch else { return nil }
            number = sum
        }
        return number
    }
}
