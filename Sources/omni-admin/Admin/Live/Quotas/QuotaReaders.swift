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

    /// `{"code": 0, "data": {"available_balance": 49.5, "voucher_balance", "cash_balance"}}`.
    ///
    /// The answer does not say in which currency; the host does.
    static func kimi(in currency: String) -> @Sendable (JSONValue) -> QuotaReport? {
        { root in
            guard let balance = number(root["data"]?["available_balance"]) else { return nil }
            return QuotaReport(
                quotas: [ProviderQuota(name: "balance", unit: currency, remaining: balance)])
        }
    }

    /// `{"usage": {"limit": "100", "used": "20", "resetTime": time}, "limits": [{"window": {"duration": 300, "timeUnit":
    /// "TIME_UNIT_MINUTE"}, "detail": {"limit", "remaining", "resetTime"}}]}`.
    ///
    /// As its own command line reads it (MoonshotAI/kimi-cli, usage.py): not documented, numbers may be texts, and of used and
    /// remaining one may be missing. What it counts is its own, so route gets the share of it.
    @Sendable static func kimiCoding(_ root: JSONValue) -> QuotaReport? {
        var report = QuotaReport()
        if let usage = root["usage"], let quota = share("week", usage, seconds: sevenDays) {
            report.quotas.append(quota)
        }
        for limit in (root["limits"]?.array ?? []).prefix(LiveLimits.quotaRows) {
            let seconds = length(limit["window"])
            let name = seconds == fiveHours ? "five_hour" : seconds.map { "\($0)s" } ?? "limit"
            if let quota = share(name, limit["detail"] ?? limit, seconds: seconds) {
                report.quotas.append(quota)
            }
        }
        return report.quotas.isEmpty ? nil : report
    }

    /// What is used of a limit that the provider counts in a unit of its own, in percent.
    private static func share(
        _ name: String, _ value: JSONValue, seconds: UInt32?
    ) -> ProviderQuota? {
        guard let limit = number(value["limit"]), limit > 0 else { return nil }
        let left = number(value["remaining"])
        guard let used = number(value["used"]) ?? left.map({ limit - $0 }) else { return nil }
        let resets = value["resetTime"] ?? value["resetAt"] ?? value["reset_at"]
        return ProviderQuota(
            name: name, unit: "percent", used: min(max(used / limit * 100, 0), 100),
            resets: resets?.string.flatMap(Timestamp.microseconds),
            window: seconds.map { .init(seconds: $0) })
    }

    /// Seconds of `{"duration": 300, "timeUnit": "TIME_UNIT_MINUTE"}`.
    private static func length(_ window: JSONValue?) -> UInt32? {
        guard let duration = number(window?["duration"]), duration > 0, duration < 100_000 else {
            return nil
        }
        let unit = window?["timeUnit"]?.string ?? ""
        let seconds: UInt32 =
            unit.contains("MINUTE")
            ? 60 : unit.contains("HOUR") ? 3600 : unit.contains("DAY") ? 86_400 : 1
        return UInt32(exactly: duration).map { $0.multipliedReportingOverflow(by: seconds) }
            .flatMap { $0.overflow ? nil : $0.partialValue }
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
