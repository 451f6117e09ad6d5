internal import IPC
internal import JSON

/// What the daemons say of themselves, and what follows from it.
struct HealthFacts {
    /// The daemons that are always there, in the order in which a request meets them.
    static let daemons = ["ingress", "translate", "route", "egress", "logd"]

    /// How each of them is; nil for one that does not say.
    var statuses: [String: DaemonStatus] = [:]
    /// Rows of route; nil while it does not answer.
    var connections: [JSONValue]?
    var quotas: [JSONValue]?
    var budgets: [JSONValue]?
    /// How the ledger stands; nil while logd does not answer.
    var ledger: JSONValue?
    /// Sums of the last day by provider and model; nil while logd does not answer.
    var lastDay: LedgerSums?

    /// All that is not as it should be.
    var reasons: [HealthReason] {
        daemonReasons + connectionReasons + ledgerReasons
            + quotasNear.map(Self.reason(ofQuota:)) + budgetsNear.map(Self.reason(ofBudget:))
            + unknownPrices.map(Self.reason(ofPrice:))
    }

    private var daemonReasons: [HealthReason] {
        Self.daemons.compactMap { name in
            // Without logd requests are answered, and what they were is kept until it is back.
            let weight: HealthReason.Weight = name == "logd" ? .degrading : .breaking
            guard let status = statuses[name] else {
                return HealthReason(
                    weight, "daemon_unreachable", name, "omni-\(name) does not answer.")
            }
            guard !status.ready, !status.draining else { return nil }
            // A route that cannot write answers all the same; translate keeps the reports.
            let reach: HealthReason.Weight = name == "route" ? .degrading : weight
            let notes = status.notes.isEmpty ? "" : ": \(status.notes.joined(separator: "; "))"
            return HealthReason(
                reach, "daemon_not_ready", name, "omni-\(name) is not ready\(notes).")
        }
    }

    private var enabled: [JSONValue] {
        (connections ?? []).filter { $0["enabled"]?.bool ?? true }
    }

    private var connectionReasons: [HealthReason] {
        let resting = enabled.filter { $0["state"]?.string != "ready" }
        var reasons = resting.map { row in
            let name = row["name"]?.string ?? ""
            let state = (row["state"]?.string ?? "unknown").replacing("_", with: " ")
            let time = row["for_s"]?.int.map { " for \($0) s" } ?? ""
            return HealthReason(
                .degrading, "connection_resting", name,
                "The connection \(name) takes no requests\(time): \(state).")
        }
        if !resting.isEmpty, resting.count == enabled.count {
            reasons.insert(
                HealthReason(.breaking, "no_connection", "", "No connection takes requests now."),
                at: 0)
        }
        return reasons
    }

    private var ledgerReasons: [HealthReason] {
        // A daemon that is away is a reason already.
        guard statuses["logd"] == nil || ledger != nil && lastDay != nil else {
            return [
                HealthReason(
                    .degrading, "ledger_silent", "logd",
                    "omni-logd gives no answer about the ledger in time.")
            ] + ledgerTroubles
        }
        return ledgerTroubles
    }

    private var ledgerTroubles: [HealthReason] {
        (ledger?["troubles"]?.array ?? []).compactMap(\.string).map {
            HealthReason(.degrading, "ledger_trouble", "logd", $0)
        }
    }

    // MARK: Near their end

    /// Windows of accounts of which little is left.
    var quotasNear: [JSONValue] {
        (quotas ?? []).filter { row in
            row["exhausted"]?.bool == true
                || row["left_percent"]?.int.map { $0 <= LedgerLimits.quotaLeftPercent } ?? false
        }
    }

    private static func reason(ofQuota row: JSONValue) -> HealthReason {
        let name = row["connection"]?.string ?? ""
        let window = row["window"]?.string ?? ""
        let what = window.isEmpty ? "The quota of \(name)" : "The quota \(window) of \(name)"
        let isOver = row["exhausted"]?.bool == true
        let left = row["left_percent"]?.int ?? 0
        let resets = row["resets_in_s"]?.int.map { "; it begins anew in \($0) s" } ?? ""
        return HealthReason(
            .degrading, isOver ? "quota_exhausted" : "quota_low", name,
            isOver ? "\(what) is used up\(resets)." : "\(what) has \(left) % left\(resets).")
    }

    /// Budgets that are nearly or wholly spent.
    var budgetsNear: [JSONValue] {
        (budgets ?? []).filter { row in
            (row["state"]?.string ?? "ok") != "ok"
                || Self.usedPercent(row).map { $0 >= LedgerLimits.budgetPercent } ?? false
        }
    }

    /// How much of a budget is spent; nil without a limit.
    static func usedPercent(_ row: JSONValue) -> UInt64? {
        let limit = LedgerSums.amount("limit_usd", row)
        guard limit > 0 else { return nil }
        let percent = UInt128(LedgerSums.amount("spent_usd", row)) * 100 / UInt128(limit)
        return UInt64(clamping: percent)
    }

    private static func reason(ofBudget row: JSONValue) -> HealthReason {
        let name = row["name"]?.string ?? ""
        let percent = usedPercent(row).map { " (\($0) %)" } ?? ""
        let isOver = row["state"]?.string == "exhausted"
        return HealthReason(
            .degrading, isOver ? "budget_exhausted" : "budget_low", name,
            "The budget \(name) is \(isOver ? "spent" : "nearly spent")\(percent).")
    }

    /// What was used in the last day without a known price.
    var unknownPrices: [JSONValue] {
        (lastDay?.rows ?? []).filter { LedgerSums.count("unknown_cost", $0) > 0 }
    }

    private static func reason(ofPrice row: JSONValue) -> HealthReason {
        let model = "\(row["provider"]?.string ?? "")/\(row["model"]?.string ?? "")"
        let count = LedgerSums.count("unknown_cost", row)
        let requests =
            count == 1 ? "One request for \(model)" : "\(count) requests for \(model)"
        // A model of one's own may well have no price.
        return HealthReason(
            .remarkable, "unknown_price", model, "\(requests) used something without a known price."
        )
    }
}
