internal import IPC

/// Reads `quotas`: how much of an account may be used within windows of time.
struct QuotaReader {
    let problems: Problems

    private static let amounts = ["requests", "tokens", "cost"]
    private static let known = ["name", "window", "at"] + amounts

    /// The windows, in the order of the file.
    func read(_ fields: Fields) -> [QuotaWindow] {
        var names: Set<String> = []
        var windows: [QuotaWindow] = []
        for node in fields.list("quotas", atMost: Limits.quotas) ?? [] {
            guard let window = readWindow(node) else { continue }
            guard names.insert(window.name).inserted else {
                problems.add(node.mark, "there are two quotas named `\(window.name)`")
                continue
            }
            windows.append(window)
        }
        return windows
    }

    private func readWindow(_ node: Node) -> QuotaWindow? {
        guard let fields = Fields(node, "a quota", known: Self.known, problems) else { return nil }
        let kind = readKind(fields)
        let begins = readBeginning(fields)
        let amount = readAmount(fields)
        let name = fields.text("name") ?? fields.node("window")?.scalar?.string
        if fields.has("name"), let name, !NameRule.allows(name) {
            problems.add(fields.valueMark(of: "name"), "`name` \(NameRule.text)")
            return nil
        }
        guard let kind, let name, let amount else { return nil }
        if kind.kind == .rolling, fields.has("at") {
            problems.add(
                fields.mark(of: "at"), "`at` is for the windows day, week and month only")
        }
        return QuotaWindow(
            name: name, kind: kind.kind, lengthS: kind.seconds, beginsS: begins,
            unit: amount.unit, limit: amount.limit)
    }

    private func readKind(_ fields: Fields) -> (kind: WindowKind, seconds: UInt32)? {
        guard let node = fields.node("window") else {
            problems.add(fields.mark, "a quota needs the field `window`")
            return nil
        }
        if let period = Choices.periods.first(where: { $0.name == node.scalar?.string }) {
            return (period.value, 0)
        }
        return fields.quantity("window", .window).map { (.rolling, UInt32($0)) }
    }

    /// The second of the day that `at` names.
    ///
    /// YAML may take a time of day for a number to the base 60.
    private func readBeginning(_ fields: Fields) -> UInt32 {
        guard let node = fields.node("at") else { return 0 }
        let parts = (node.scalar?.string ?? "").split(
            separator: ":", omittingEmptySubsequences: false)
        let isTime = parts.count == 2 && parts.allSatisfy { (1...2).contains($0.utf8.count) }
        guard isTime, let hour = UInt32(parts[0]), let minute = UInt32(parts[1]), hour < 24,
            minute < 60, parts[1].utf8.count == 2
        else {
            problems.add(node.mark, "`at` must be a time of day such as `\"10:00\"`")
            return 0
        }
        return hour * 3600 + minute * 60
    }

    private func readAmount(_ fields: Fields) -> (unit: QuotaUnit, limit: UInt64)? {
        let given = Self.amounts.filter(fields.has)
        guard given.count == 1 else {
            problems.add(
                fields.mark, "a quota needs one of the fields \(Fields.list(Self.amounts))")
            return nil
        }
        switch given[0] {
        case "cost": return fields.money("cost").map { (.cost, $0) }
        case "tokens":
            return fields.integer("tokens", in: Limits.quotaCount).map { (.tokens, UInt64($0)) }
        default:
            return fields.integer("requests", in: Limits.quotaCount).map { (.requests, UInt64($0)) }
        }
    }
}

extension Fields {
    /// US dollars as picodollars; nil when they are missing or were reported.
    func money(_ name: String) -> UInt64? {
        guard let millionths = decimal(name, in: Limits.money) else { return nil }
        guard millionths > 0 else {
            problems.add(valueMark(of: name), "`\(name)` must be more than 0")
            return nil
        }
        return millionths * 1_000_000
    }
}
