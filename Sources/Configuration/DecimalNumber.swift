/// Amounts of money as people write them, read without any rounding.
enum DecimalNumber {
    /// Why a number was not taken; follows the field's name.
    enum Problem: String, Error {
        case form = "must be a decimal number such as `2`, `0.6` or `12.50`"
        case decimals = "has more than 6 decimals"
        case size = "is too large"
    }

    /// As an error says it.
    static let text = "a decimal number such as `2`, `0.6` or `12.50`"
    /// Millionths in one.
    static let one: UInt64 = 1_000_000
    private static let decimals = 6

    /// The number in millionths.
    static func millionths(_ text: String) throws(Problem) -> UInt64 {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.count <= 2, isDigits(whole) else { throw .form }
        let fraction = parts.count == 2 ? parts[1] : "0"
        guard isDigits(fraction) else { throw .form }
        guard fraction.utf8.count <= decimals else { throw .decimals }
        let filled = fraction + String(repeating: "0", count: decimals - fraction.utf8.count)
        guard let upper = UInt64(whole), let lower = UInt64(filled) else { throw .size }
        let (scaled, overflow) = upper.multipliedReportingOverflow(by: one)
        guard !overflow, scaled <= UInt64.max - lower else { throw .size }
        return scaled + lower
    }

    private static func isDigits(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
