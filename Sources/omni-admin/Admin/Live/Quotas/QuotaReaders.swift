internal import Configuration
internal import JSON

/// Reads what providers answer (facts: providers, `quota_endpoint`).
enum QuotaReaders {
    private static let fiveHours: UInt32 = 18_000
    private static let sevenDays: UInt32 = 604_800

    /// `{"five_hour": {"utilization": 0…100, "resets_at": time}, "seven_day": …, "seven_day_opus": …}`.
    @Sendable static func claude(_ root: JSONValue) -> QuotaReport? {
        var report = QuotaReport()
        for member in root.members ?? [] {
            guard let used = member.value["utilization"]?.double else { continue }
            var quota = ProviderQuota(name: member.name, unit: "percent", used: used)
            quota.resets = member.value["resets_at"]?.string.flatMap(Timestamp.microseconds)
            switch member.name {
            case "five_hour": quota.window = .init(seconds: fiveHours)
            case "seven_day": quota.window = .init(seconds: sevenDays)
            // Of one family of models: shown, but not the account's.
            default: break
            }
            report.quotas.append(quota)
        }
        return report.quotas.isEmpty ? nil : report
    }

    /// `{"plan_type", "rate_limit": {"primary_window": {"used_percent", "reset_at": seconds, "limit_window_seconds"}, …}}`.
    @Sendable static func codex(_ root: JSONValue) -> QuotaReport? {
        guard let limits = root["rate_limit"] else { return nil }
        var report = QuotaReport(plan: root["plan_type"]?.string)
        for (name, usual) in [("primary_window", fiveHours), ("secondary_window", sevenDays)] {
            guard let window = limits[name], let used = window["used_percent"]?.double else {
                continue
            }
            let seconds = window["limit_window_seconds"]?.int.flatMap { UInt32(exactly: $0) }
            report.quotas.append(
                ProviderQuota(
                    name: name, unit: "percent", used: used,
                    resets: microseconds(window["reset_at"], per: 1_000_000),
                    window: .init(seconds: seconds ?? usual)))
        }
        return report.quotas.isEmpty ? nil : report
    }

    /// `{"data": {"usage", "limit", "limit_remaining", "is_free_tier"}}`, in dollars.
    @Sendable static func openrouter(_ root: JSONValue) -> QuotaReport? {
        guard let data = root["data"], let used = data["usage"]?.double else { return nil }
        let limit = data["limit"]?.double
        return QuotaReport(
            plan: data["is_free_tier"]?.bool == true ? "free" : nil,
            quotas: [
                ProviderQuota(
                    name: "key", unit: "usd", used: used, limit: limit,
                    remaining: data["limit_remaining"]?.double, isUnlimited: limit == nil)
            ])
    }

    /// `{"is_available", "balance_infos": [{"currency", "total_balance": "1.00"}]}`.
    @Sendable static func deepseek(_ root: JSONValue) -> QuotaReport? {
        guard let infos = root["balance_infos"]?.array else { return nil }
        var report = QuotaReport()
        for info in infos.prefix(LiveLimits.quotaRows) {
            guard let balance = number(info["total_balance"]) else { continue }
            report.quotas.append(
                ProviderQuota(
                    name: "balance", unit: (info["currency"]?.string ?? "").lowercased(),
                    remaining: balance))
        }
        return report
    }

    /// `{"data": {"limits": [{"type", "usage", "remaining", "percentage", "nextResetTime": milliseconds}]}}`.
    @Sendable static func glm(_ root: JSONValue) -> QuotaReport? {
        guard let data = root["data"], let limits = data["limits"]?.array else { return nil }
        var report = QuotaReport(plan: data["level"]?.string)
        for limit in limits.prefix(LiveLimits.quotaRows) {
            guard let type = limit["type"]?.string, let used = limit["percentage"]?.double else {
                continue
            }
            report.quotas.append(
                ProviderQuota(
                    name: type.lowercased(), unit: "percent", used: used,
                    resets: microseconds(limit["nextResetTime"], per: 1000)))
        }
        // The window of five hours is the one of tokens that ends first; others are weeks.
        let tokens = report.quotas.indices.filter { report.quotas[$0].name == "tokens_limit" }
        let first = tokens.min { end(report.quotas[$0]) < end(report.quotas[$1]) }
        if let first { report.quotas[first].window = .init(seconds: fiveHours) }
        return report
    }

    /// `{"model_remains": [{"model_name", "current_interval_total_count", "current_interval_usage_count", "end_time": milliseconds}]}`.
    ///
    /// What is called usage is what remains (MiniMax-AI/MiniMax-M2, issue 99).
    @Sendable static func minimax(_ root: JSONValue) -> QuotaReport? {
        guard let remains = root["model_remains"]?.array else { return nil }
        var report = QuotaReport()
        for model in remains.prefix(LiveLimits.quotaRows) {
            let named = model["current_interval_remaining_count"]
            guard let limit = model["current_interval_total_count"]?.double, limit > 0,
                let left = (named ?? model["current_interval_usage_count"])?.double
            else { continue }
            report.quotas.append(
                ProviderQuota(
                    name: model["model_name"]?.string ?? "five_hour", unit: "requests",
                    used: max(limit - left, 0), limit: limit, remaining: left,
                    resets: microseconds(model["end_time"], per: 1000)))
        }
        // The account is used up when its tightest model is.
        let tightest = report.quotas.indices.min {
            (report.quotas[$0].leftPercent ?? 100) < (report.quotas[$1].leftPercent ?? 100)
        }
        if let tightest { report.quotas[tightest].window = .init(seconds: fiveHours) }
        return report
    }

    private static func end(_ quota: ProviderQuota) -> Int64 { quota.resets ?? .max }

    /// A number that may stand as text.
    private static func number(_ value: JSONValue?) -> Double? {
        value?.double ?? value?.string.flatMap { Double($0) }
    }

    /// A time in seconds or milliseconds since 1970; `per` is how many microseconds one has.
    private static func microseconds(_ value: JSONValue?, per unit: Int64) -> Int64? {
        guard let number = value?.int, number > 0 else { return nil }
        let (result, overflows) = number.multipliedReportingOverflow(by: unit)
        // Until the year 9999, which is as far as such a time can be written.
        return overflows || result > 253_402_300_799_000_000 ? nil : result
    }
}
