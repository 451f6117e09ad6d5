internal import IPC
internal import JSON

/// JSON objects, one a line.
enum JSONLines {
    /// An object for each element; `write` writes its members.
    static func of<Element>(
        _ elements: [Element], _ write: (Element, inout JSONWriter) -> Void
    ) -> [UInt8] {
        var lines: [UInt8] = []
        for element in elements {
            var writer = JSONWriter(appendingTo: lines)
            writer.beginObject()
            write(element, &writer)
            writer.endObject()
            lines = writer.take()
            lines.append(0x0A)
        }
        return lines
    }
}

extension JSONWriter {
    /// A member that is a list of texts.
    mutating func member(_ name: StaticString, _ texts: [String]) {
        self.name(name)
        array { array in
            for text in texts { array.string(text) }
        }
    }
}

/// Amounts of money as text.
enum DollarText {
    /// Picodollars in dollars, with six decimals, rounded to the nearest; a tiny amount is not shown as nothing.
    static func of(_ picodollars: UInt64) -> String {
        let micro = picodollars / 1_000_000 + (picodollars % 1_000_000 >= 500_000 ? 1 : 0)
        if micro == 0, picodollars > 0 { return "<0.000001" }
        let fraction = String(micro % 1_000_000)
        return "\(micro / 1_000_000)."
            + String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
    }
}

extension QuotaUnit {
    /// As it is shown.
    var name: String {
        switch self {
        case .requests: "requests"
        case .tokens: "tokens"
        case .cost: "picodollars"
        }
    }
}

extension BudgetScope {
    /// As the configuration file spells it.
    var name: String {
        switch self {
        case .total: "total"
        case .key: "key"
        case .provider: "provider"
        case .tier: "tier"
        case .connection: "connection"
        }
    }
}
