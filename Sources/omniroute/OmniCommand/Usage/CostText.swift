internal import JSON

/// Money as people read it.
enum CostText {
    /// All of an answer about costs; `now` in microseconds since 1970.
    static func overview(_ answer: JSONValue, now: Int64) -> [String] {
        var lines = AggregateOutput.heading(answer, now: now) + kinds(answer["totals"])
        let hasParts =
            answer["groups"]?.array?.isEmpty == false
            || answer["data"]?.array?.contains { $0["start"] != nil } == true
        if hasParts { lines += [""] + AggregateText.costs.lines(answer) }
        let month = forecast(answer["forecast"])
        if !month.isEmpty { lines += [""] + month }
        let budgets = budgets(answer["budgets"])
        if !budgets.isEmpty { lines += [""] + budgets }
        return lines
    }

    /// The three kinds, each for itself, and what goes beside them.
    static func kinds(_ totals: JSONValue?) -> [String] {
        guard let totals, !totals.isNull else { return [] }
        var rows: [(String, String)] = [("metered", Money.billed(totals))]
        if let worth = Money(totals["subscription_usd"]), worth.picodollars > 0 {
            rows.append(("subscription", "worth \(worth.text) at list price, not billed"))
        }
        if let unknown = totals["unknown_cost"]?.int, unknown > 0 {
            let what = unknown == 1 ? "1 request" : "\(HumanText.count(unknown)) requests"
            rows.append(("unknown", "\(what) without a price: omniroute prices set MODEL ..."))
        }
        if let failed = Money(totals["failed_usd"]), failed.picodollars > 0 {
            rows.append(("failed", "\(failed.text) beside answers: failed attempts, embeddings"))
        }
        if let saved = Money(totals["saved_usd"]), saved.picodollars > 0 {
            rows.append(("saved", "\(saved.text) by cached answers"))
        }
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { name, text in
            name + String(repeating: " ", count: width - name.count + 2) + text
        }
    }

    /// Where the month leads.
    static func forecast(_ forecast: JSONValue?) -> [String] {
        guard let forecast, forecast.kind == .object else { return [] }
        let month = RowText.text(forecast["month_from"]).map { " \($0.prefix(7))" } ?? ""
        guard let soFar = Money(forecast["spent_usd"]), let end = Money(forecast["forecast_usd"])
        else { return [] }
        let daily = Money(forecast["daily_usd"]).map { ", \($0.text) a day lately" } ?? ""
        return ["month\(month): \(soFar.text) so far, about \(end.text) at its end\(daily)"]
    }

    /// What is left of budgets.
    static func budgets(_ budgets: JSONValue?) -> [String] {
        guard let budgets = budgets?.array, !budgets.isEmpty else { return [] }
        return Listing.table(
            budgets,
            [
                .text("BUDGET", "name"), .text("SUBJECT", "subject"), .text("PERIOD", "period"),
                .number("SPENT USD", "spent_usd"), .number("LIMIT USD", "limit_usd"),
                .number("RESETS IN S", "resets_in_s"), .text("STATE", "state"),
            ])
    }

    /// The parts of one request's cost, and where its price comes from.
    static func parts(_ record: JSONValue) -> [String] {
        guard let cost = record["cost"], cost.kind == .object else { return [] }
        var lines = [RowText.cost(cost).map { "cost: \($0)\(origin(cost))" } ?? "cost: none"]
        for name in ["input", "cached_input", "cache_write", "output", "tools"] {
            guard let amount = Money(cost.at("parts.\(name)")), amount.picodollars > 0 else {
                continue
            }
            let tokens = record.at("usage.\(name)")?.int.map { ", \(HumanText.count($0)) tokens" }
            lines.append("  \(name) \(amount.text)\(tokens ?? "")")
        }
        if let failed = Money(cost["failed_usd"]), failed.picodollars > 0 {
            lines.append("  beside it \(failed.text): failed attempts, embeddings")
        } else if cost["failed_usd"]?.isNull == true {
            lines.append("  beside it unknown: failed attempts, embeddings")
        }
        if let saved = Money(cost["saved_usd"]), saved.picodollars > 0 {
            lines.append("  saved \(saved.text)")
        } else if cost["saved_usd"]?.isNull == true {
            lines.append("  saved unknown")
        }
        return lines
    }

    private static func origin(_ cost: JSONValue) -> String {
        var parts: [String] = []
        if cost["counts"]?.string == "estimated" { parts.append("tokens estimated") }
        switch cost["price_source"]?.string {
        case "user": parts.append("price of the configuration")
        case "catalogue":
            let version = RowText.text(cost["price_version"]).map { " \($0)" } ?? ""
            parts.append("price of the catalogue\(version)")
        case "provider": parts.append("charged by the provider")
        default: break
        }
        return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
    }
}
