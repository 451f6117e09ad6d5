import IPC
import JSON

@testable import Logd

/// An aggregate's answer, read back.
struct AggregateJSON {
    let document: JSONDocument

    /// Asks a ledger.
    init(
        _ message: LedgerAggregate, _ snapshot: LedgerSnapshot, _ reader: LedgerReader,
        exactDurations: Int64 = Limits.exactDurations
    ) throws {
        let question = try AggregateQuestion(message, settingsZone: snapshot.zone)
        document = try JSONDocument(
            Aggregation.answer(
                question, snapshot, reader, exactDurations: exactDurations))
    }

    var rows: [JSONValue] { document["data"]?.array ?? [] }

    /// Its rows in the form of `NaiveSums`.
    func sums(_ groups: [LedgerGroup]) -> [String: Measures] {
        var sums: [String: Measures] = [:]
        for row in rows {
            let start = row["start"]?.string ?? row["hour_of_week"]?.numberText ?? ""
            let names = groups.map { row[$0.word.description]?.string ?? "?" }
            sums[([start] + names).joined(separator: "|")] = Self.measures(row)
        }
        return sums
    }

    var totals: Measures { document["totals"].map(Self.measures) ?? Measures() }

    private static func measures(_ row: JSONValue) -> Measures {
        var measures = Measures()
        let money: [Measure: String] = [
            .metered: "cost_usd", .subscription: "subscription_usd", .failed: "failed_usd",
            .saved: "saved_usd",
        ]
        for measure in Measure.allCases {
            if let name = money[measure] {
                measures[measure] = Int64(clamping: Dollars.amount(row[name]?.string ?? "") ?? 0)
            } else {
                let name = measure == .unknown ? "unknown_cost" : measure.column
                measures[measure] = row[name]?.int ?? -1
            }
        }
        return measures
    }
}
