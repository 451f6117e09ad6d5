internal import JSON

/// Fields of the ledger's rows as people read them.
enum RowText {
    /// Text that is not empty, with control characters hidden: names come from clients and providers.
    static func text(_ value: JSONValue?) -> String? {
        guard let text = value?.string, !text.isEmpty else { return nil }
        return HumanText.clean(text)
    }

    /// Microseconds as milliseconds with one decimal.
    static func milliseconds(_ value: JSONValue?) -> String {
        let tenths = ((value?.int ?? 0) + 50) / 100
        return "\(tenths / 10).\(tenths % 10) ms"
    }

    /// Input and output tokens, with a tilde where they are estimated; nil where there are none.
    static func tokens(_ usage: JSONValue?) -> String? {
        guard let usage, usage.kind == .object, let source = text(usage["source"]),
            source != "none", let input = usage["input"]?.int, let output = usage["output"]?.int
        else { return nil }
        return "\(source == "estimated" ? "~" : "")\(input)+\(output) tokens"
    }

    /// What it cost: an amount, the list price of what a subscription covers, or that it is not known.
    static func cost(_ cost: JSONValue?) -> String? {
        guard let cost, cost.kind == .object, let kind = text(cost["kind"]), kind != "none" else {
            return nil
        }
        guard kind != "unknown", let amount = Money(cost["usd"]) else { return "cost unknown" }
        let shown = (cost["counts"]?.string == "estimated" ? "~" : "") + amount.text
        return kind == "subscription" ? "subscription (worth \(shown))" : shown
    }

    /// The tone of a result or an HTTP status.
    static func tone(_ record: JSONValue) -> Paint.Tone? {
        switch record["result"]?.string {
        case "ok": return .good
        case "refused", "limited": return .warning
        case "failed", "broken": return .bad
        case "client_gone": return .faint
        default: break
        }
        switch record["status"]?.int ?? 0 {
        case 200..<400: return .good
        case 400..<500: return .warning
        case 0: return nil
        default: return .bad
        }
    }
}
