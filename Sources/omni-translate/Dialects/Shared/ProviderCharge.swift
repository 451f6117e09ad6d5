internal import IPC
internal import JSON

/// What a provider says that it charged for a call, beside its counts.
enum ProviderCharge {
    /// Picodollars; nil where a usage object does not say it.
    ///
    /// OpenRouter and gateways like it tell `cost` in US dollars (openrouter.ai/docs, usage accounting: the total amount charged
    /// to your account); with `is_byok` another account is charged as well. xAI tells ticks of 1e-10 dollars; it says none
    /// where it has not counted.
    static func read(_ usage: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan) -> UInt64? {
        if let ticks = tape.member("cost_in_usd_ticks", of: usage, in: bytes) {
            return amount(ticks, exponent: 2, tape, bytes).flatMap { $0 > 0 ? $0 : nil }
        }
        guard let isForeign = tape.member("is_byok", of: usage, in: bytes),
            tape.kind(isForeign) == .false,
            let cost = tape.member("cost", of: usage, in: bytes)
        else { return nil }
        return amount(cost, exponent: 12, tape, bytes)
    }

    /// A number times a power of ten.
    private static func amount(
        _ node: JSONTape.Node, exponent: Int, _ tape: JSONTape, _ bytes: RawSpan
    ) -> UInt64? {
        guard tape.kind(node) == .number, let text = tape.numberText(node, in: bytes) else {
            return nil
        }
        return amount(text, exponent: exponent)
    }

    /// The whole number that a JSON number times a power of ten is, rounded half to even: never by way of binary fractions.
    ///
    /// - Returns: Nil for a negative number, and for one that does not fit.
    static func amount(_ text: String, exponent: Int) -> UInt64? {
        var scale = exponent
        var digits: UInt64 = 0
        var isFraction = false
        let parts = text.split(maxSplits: 1) { $0 == "e" || $0 == "E" }
        guard let mantissa = parts.first, !mantissa.hasPrefix("-") else { return nil }
        for byte in mantissa.utf8 {
            guard byte != UInt8(ascii: ".") else {
                isFraction = true
                continue
            }
            // More digits than a sum of money has.
            guard digits < .max / 10 - 1 else {
                guard isFraction else { return nil }
                continue
            }
            digits = digits * 10 + UInt64(byte - UInt8(ascii: "0"))
            if isFraction { scale -= 1 }
        }
        if parts.count > 1 {
            guard let told = Int(parts[1]), abs(told) < 1_000 else { return nil }
            scale += told
        }
        return scaled(digits, by: scale)
    }

    private static func scaled(_ digits: UInt64, by scale: Int) -> UInt64? {
        guard digits > 0 else { return 0 }
        guard abs(scale) < 20 else { return scale < 0 ? 0 : nil }
        let power = (0..<abs(scale)).reduce(UInt64(1)) { power, _ in power &* 10 }
        guard scale > 0 else { return Self.rounded(digits, over: power) }
        let (product, overflow) = digits.multipliedReportingOverflow(by: power)
        return overflow ? nil : product
    }

    private static func rounded(_ digits: UInt64, over divisor: UInt64) -> UInt64 {
        let (quotient, rest) = digits.quotientAndRemainder(dividingBy: divisor)
        let missing = divisor - rest
        return quotient + (rest > missing || rest == missing && quotient % 2 == 1 ? 1 : 0)
    }
}
