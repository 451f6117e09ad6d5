/// Thousandths, as text.
enum Permille {
    /// As a decimal fraction, such as "0.973".
    static func text(_ value: UInt32) -> String {
        let rest = String(value % 1_000)
        let zeros = String(repeating: "0", count: 3 - rest.utf8.count)
        return "\(value / 1_000).\(zeros)\(rest)"
    }
}
